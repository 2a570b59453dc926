# n: 48
anchors = torch.randn(48, 4)
loader = DataLoader(
    TensorDataset(anchors, anchors + 0.1, torch.randn(48, 4)),
    batch_size=8,
    shuffle=True,
    drop_last=True,
)
net = nn.Linear(4, 2)
opt = torch.optim.Adam(net.parameters(), lr=0.01)
triplet = nn.TripletMarginLoss()
for epoch in range(5):
    for anchor, near, far in loader:
        count(anchor)
        opt.zero_grad()
        triplet(net(anchor), net(near), net(far)).backward()
        opt.step()
