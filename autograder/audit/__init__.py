"""Watch a real training run, and say what it counted: ``with audit() as run: train()``; ``print(run)``.

For PyTorch, Keras, Lightning, Hugging Face and scikit-learn. Nothing of theirs is imported, and NumPy neither, until
the user's program has done it.
"""

from autograder.audit.session import Run, audit

__all__ = ["Run", "audit"]
