"""How untrusted notebooks are run: sandboxes, warm kernels, limits, probes."""
