"""What both ends of the judge's socket share."""
