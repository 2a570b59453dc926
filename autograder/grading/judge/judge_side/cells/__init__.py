"""How a test cell is run: its namespace, its outputs, and what stands in for the shell and for `inspect`."""
