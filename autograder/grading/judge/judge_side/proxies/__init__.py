"""The student's objects as the judge sees them, and what is believed and allowed of them."""
