# n: 60
class Stopper:
    def __init__(self, model):
        self.model, self.best, self.state = model, float("inf"), None

    def look(self, value):
        if value < self.best:
            self.best = value
            self.state = self.model.state_dict().copy()  # <- best-alias

    def restore(self):
        self.model.load_state_dict(self.state)


net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
stopper = Stopper(net)
loader = DataLoader(
    TensorDataset(torch.randn(60, 4), torch.randn(60, 1)), batch_size=20, shuffle=True
)
for epoch, value in enumerate([3.0, 2.0, 2.5, 2.6]):
    for x, y in loader:
        count(x)
        opt.zero_grad()
        F.mse_loss(net(x), y).backward()
        opt.step()
    stopper.look(value)
stopper.restore()
