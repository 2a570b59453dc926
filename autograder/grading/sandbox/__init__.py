"""How untrusted notebooks are run: sandbox, warm kernels, limits, levels of isolation."""
