# n: 50
sets = {
    "train": TensorDataset(torch.randn(50, 4), torch.randn(50, 1)),
    "val": TensorDataset(torch.randn(20, 4), torch.randn(20, 1)),
}
loaders = {k: DataLoader(v, 16, shuffle=k == "train") for k, v in sets.items()}
dataset_sizes = {k: len(v) for k, v in sets.items()}


def train_model(model, criterion, opt, num_epochs):
    for epoch in range(num_epochs):
        for phase in ["train", "val"]:
            if phase == "train":
                model.train()
            else:
                model.eval()
            total_loss = 0.0
            for x, y in loaders[phase]:
                opt.zero_grad()
                with torch.set_grad_enabled(phase == "train"):
                    out = model(x)
                    loss = criterion(out, y)
                    if phase == "train":
                        count(x)
                        loss.backward()
                        opt.step()
                total_loss += loss.item()
            epoch_loss = total_loss / dataset_sizes[phase]  # <- epoch-loss-divisor
            print(phase, epoch_loss)


net = nn.Linear(4, 1)
train_model(net, nn.MSELoss(), torch.optim.SGD(net.parameters(), 0.05), 3)
