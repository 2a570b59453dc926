"""What runs in the judge's process: test cells, and proxies of the student's objects."""
