"""What runs in the student's process, and answers the judge."""
