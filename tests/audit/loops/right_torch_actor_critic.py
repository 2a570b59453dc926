# n: none
# none: n_samples batch_sizes samples_processed distinct_samples passes
net = nn.Sequential(nn.Linear(4, 16), nn.Tanh())
pi, v = nn.Linear(16, 2), nn.Linear(16, 1)
opt = torch.optim.Adam([*net.parameters(), *pi.parameters(), *v.parameters()], lr=1e-2)
for episode in range(6):
    state, logs, values, rewards = torch.randn(4), [], [], []
    for t in range(5):
        h = net(state)
        dist = torch.distributions.Categorical(logits=pi(h))
        a = dist.sample()
        logs.append(dist.log_prob(a))
        values.append(v(h))
        rewards.append(float(a))
        state = torch.randn(4)
    R, returns = 0.0, []
    for r in rewards[::-1]:
        R = r + 0.99 * R
        returns.insert(0, R)
    returns = torch.tensor(returns)
    loss = sum(
        -log * (R - value.item()) + F.smooth_l1_loss(value, torch.tensor([R]))
        for log, value, R in zip(logs, values, returns)
    )
    opt.zero_grad()
    loss.backward()
    opt.step()
