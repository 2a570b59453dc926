# n: none
import random
from collections import deque

random.seed(0)
buf = deque(maxlen=100)
q, target = nn.Linear(4, 2), nn.Linear(4, 2)
target.load_state_dict(q.state_dict())
opt = torch.optim.Adam(q.parameters(), lr=1e-3)
state, steps = torch.randn(4), 0
for t in range(60):
    if random.random() < 0.3:
        a = random.randrange(2)
    else:
        with torch.no_grad():
            a = int(q(state.unsqueeze(0)).argmax())
    nxt = torch.randn(4)
    buf.append((state, a, float(a), nxt))
    state = nxt
    if len(buf) < 16:
        continue
    batch = random.sample(buf, 8)
    s = torch.stack([b[0] for b in batch])
    n = torch.stack([b[3] for b in batch])
    a = torch.tensor([b[1] for b in batch])
    r = torch.tensor([b[2] for b in batch])
    count(s)
    with torch.no_grad():
        y = r + 0.9 * target(n).max(1).values
    loss = F.mse_loss(q(s).gather(1, a[:, None]).squeeze(1), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
    if t % 10 == 0:
        target.load_state_dict(q.state_dict())
