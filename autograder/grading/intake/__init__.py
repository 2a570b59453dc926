"""What was handed in: found, read and mended against the release."""
