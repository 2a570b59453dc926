# n: 48

# One optimizer a parameter, stepped as soon as its gradient is there.
loader = DataLoader(
    TensorDataset(torch.randn(48, 3), torch.randn(48, 1)), batch_size=8, shuffle=True
)
net = nn.Linear(3, 1)
each = {p: torch.optim.SGD([p], lr=0.05) for p in net.parameters()}


def at_once(parameter):
    each[parameter].step()
    each[parameter].zero_grad()


for parameter in net.parameters():
    parameter.register_post_accumulate_grad_hook(at_once)
for epoch in range(3):
    for x, y in loader:
        count(x)
        F.mse_loss(net(x), y).backward()
