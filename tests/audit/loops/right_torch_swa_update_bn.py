# n: 50
from torch.optim.swa_utils import AveragedModel, SWALR, update_bn

loader = DataLoader(
    TensorDataset(torch.randn(50, 4), torch.randn(50, 1)), batch_size=10, shuffle=True
)
net = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.Linear(8, 1))
opt = torch.optim.SGD(net.parameters(), 0.05)
swa = AveragedModel(net)
sch = torch.optim.lr_scheduler.CosineAnnealingLR(opt, T_max=6)
swalr = SWALR(opt, swa_lr=0.01)
for epoch in range(6):
    for x, y in loader:
        count(x)
        opt.zero_grad()
        F.mse_loss(net(x), y).backward()
        opt.step()
    if epoch > 2:
        swa.update_parameters(net)
        swalr.step()
    else:
        sch.step()
update_bn(loader, swa)
