# n: none
train = TensorDataset(torch.randn(64, 4), torch.randn(64, 1))
valid = TensorDataset(torch.randn(24, 4), torch.randn(24, 1))
loaders = {"train": DataLoader(train, 16, shuffle=True), "val": DataLoader(valid, 8)}
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), 0.05)
for epoch in range(3):
    for phase in ["train", "val"]:
        net.train(phase == "train")
        for x, y in loaders[phase]:
            count(x)
            opt.zero_grad()
            loss = F.mse_loss(net(x), y)
            loss.backward()
            opt.step()  # <- ? val-on-train
