"""What runs in the grader's process: it makes sandboxes, watches them and takes in what they say."""
