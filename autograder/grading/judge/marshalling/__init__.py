"""Values as they travel between the judge and the student's process, in both directions."""
