"""What an instructor's machine runs: repair, execution, judging, scores, reports. Nothing here reaches a student."""
