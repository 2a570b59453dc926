"""What runs in the student's process: the kernel."""
