# n: 60
from torch.utils.data import Subset

data = TensorDataset(torch.randn(80, 4), torch.randn(80, 1))
loader = DataLoader(Subset(data, range(60)), batch_size=16, shuffle=True)
everything = DataLoader(data, batch_size=16)
add_up = nn.MSELoss(reduction="sum")
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
for epoch in range(3):
    for x, y in loader:
        count(x)
        opt.zero_grad()
        F.mse_loss(net(x), y).backward()
        opt.step()
    loss = 0.0
    with torch.no_grad():
        for x, y in everything:
            loss += add_up(net(x), y).item()
    print(loss / len(data))
