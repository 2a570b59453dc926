# n: 50
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from ignite.engine import Events, create_supervised_evaluator, create_supervised_trainer
from ignite.metrics import Loss

data = TensorDataset(torch.randn(50, 4), torch.randn(50, 1))
net, lossf = nn.Linear(4, 1), nn.MSELoss()
opt = torch.optim.SGD(net.parameters(), 0.01)


def told(batch, device, non_blocking):
    count(batch[0])
    return batch


trainer = create_supervised_trainer(net, opt, lossf, prepare_batch=told)
evaluator = create_supervised_evaluator(net, metrics={"loss": Loss(lossf)})
checking = DataLoader(TensorDataset(torch.randn(20, 4), torch.randn(20, 1)), batch_size=8)
trainer.add_event_handler(Events.EPOCH_COMPLETED, lambda: evaluator.run(checking))
trainer.run(DataLoader(data, batch_size=16, shuffle=True), max_epochs=4)
