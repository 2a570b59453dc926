# n: 50
def collate(items):
    return {
        "x": torch.stack([i["x"] for i in items]).double(),
        "y": torch.stack([i["y"] for i in items]).double(),
    }


rows = [{"x": torch.randn(4), "y": torch.randn(1)} for _ in range(50)]
loader = DataLoader(rows, batch_size=16, shuffle=True, collate_fn=collate)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), 0.1)
for epoch in range(3):
    for b in loader:
        b = {k: v.float().to("cpu") for k, v in b.items()}
        count(b["x"])
        opt.zero_grad()
        F.mse_loss(net(b["x"]), b["y"]).backward()
        opt.step()
