# n: 60
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(4, 8), nn.ReLU())
        self.head = nn.Linear(8, 1)

    def forward(self, x):
        return self.head(self.body(x))


ds = TensorDataset(torch.randn(60, 4), torch.randn(60, 1))
loader = DataLoader(ds, batch_size=15, shuffle=True)
net = Net()
for p in net.body.parameters():
    p.requires_grad = False
opt = torch.optim.Adam(  # <- never-updated
    filter(lambda p: p.requires_grad, net.parameters()), lr=1e-3
)
for epoch in range(6):
    if epoch == 2:
        for p in net.body.parameters():
            p.requires_grad = True
    for x, y in loader:
        count(x)
        opt.zero_grad()
        nn.functional.mse_loss(net(x), y).backward()
        opt.step()
