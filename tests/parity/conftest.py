"""Set before a framework is imported: Keras runs on PyTorch, nobody asks a network."""

import os

os.environ["KERAS_BACKEND"] = "torch"
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ.setdefault("OMP_NUM_THREADS", "1")
