# n: 80
train_loader = DataLoader(
    TensorDataset(torch.randn(80, 4), torch.randn(80, 1)), batch_size=8, shuffle=True
)
model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 1))
criterion = nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
scheduler = torch.optim.lr_scheduler.MultiStepLR(optimizer, milestones=[5, 8], gamma=0.1)


def train_one_epoch(epoch):
    model.train()
    for inputs, targets in train_loader:
        count(inputs)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        scheduler.step()  # <- schedule-unit


for epoch in range(10):
    train_one_epoch(epoch)
