"""The sandbox for every Jupyter client, as jupyter_client's kernel provisioner `autograder-sandbox`."""

from autograder.grading.sandbox.provisioner.provisioner import SandboxProvisioner

__all__ = ["SandboxProvisioner"]
