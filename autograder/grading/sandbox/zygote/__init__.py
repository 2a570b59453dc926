"""The warm process from which kernels fork, and the supervisor of each."""
