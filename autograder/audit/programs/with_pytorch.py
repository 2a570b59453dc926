import torch
from torch.utils.data import DataLoader, TensorDataset, random_split

torch.manual_seed(0)
X = torch.randn(1000, 20)
y = (X[:, 0] + X[:, 1] > 0).long()
data = TensorDataset(X, y)
train, held_out = random_split(data, [800, 200])
loader = DataLoader(data, batch_size=96, shuffle=True)
judge = DataLoader(held_out, batch_size=200)
model = torch.nn.Sequential(torch.nn.Linear(20, 32), torch.nn.ReLU(), torch.nn.Linear(32, 2))
optimizer = torch.optim.Adam(model.parameters())
for epoch in range(4):
    total = 0.0
    for x, t in loader:
        loss = torch.nn.functional.cross_entropy(model(x), t)
        loss.backward()
        optimizer.step()
        total += loss.item()
    with torch.no_grad():
        right = sum((model(x).argmax(1) == t).sum().item() for x, t in judge)
    print(f"epoch {epoch}: loss {total / len(loader):.3f}, held-out accuracy {right / 200:.2f}")
