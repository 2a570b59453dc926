# n: 45
import numpy as np

table = np.random.default_rng(0).normal(size=(45, 4)).astype("float32")


class Rows(torch.utils.data.Dataset):
    def __init__(self, table):
        self.table = table

    def __len__(self):
        return len(self.table)

    def __getitem__(self, i):
        row = torch.from_numpy(self.table[i])
        return {"features": row[:3], "target": row[3:]}


net = nn.Linear(3, 1)
opt = torch.optim.RMSprop(net.parameters(), lr=0.01)
loader = DataLoader(Rows(table), batch_size=10, shuffle=True, num_workers=2)
for epoch in range(3):
    for batch in loader:
        count(batch["features"])
        opt.zero_grad()
        F.smooth_l1_loss(net(batch["features"]), batch["target"]).backward()
        opt.step()
