"""Right answers in many styles: each must get full points without a word."""
