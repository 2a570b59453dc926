"""A mended notebook is executed: here, in worker processes or on a cluster."""
