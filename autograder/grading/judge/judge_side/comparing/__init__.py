"""What a test cell compares, subtracts and loops over: noted at calibration, held to it in grading."""
