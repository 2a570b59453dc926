# n: none
import copy

parts = [TensorDataset(torch.randn(30, 4), torch.randn(30, 1)) for _ in range(2)]
server = nn.Linear(4, 1)
for round_ in range(3):
    states = []
    for part in parts:
        client = copy.deepcopy(server)
        opt = torch.optim.Adam(client.parameters(), lr=0.01)
        for x, y in DataLoader(part, batch_size=10, shuffle=True):
            count(x)
            opt.zero_grad()
            F.mse_loss(client(x), y).backward()
            opt.step()
        states.append(client.state_dict())
    server.load_state_dict({k: (states[0][k] + states[1][k]) / 2 for k in states[0]})
