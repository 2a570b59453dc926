"""What a test cell that is judged apart does not do, such as to run a text of the student's."""


class RefusedError(BaseException):
    """The judge does not go on with the test cell.

    Where the solution leads there, calibration shares the cell. Where only an answer does, a person looks
    at it: no test may take the refusal for the answer's own error and score on.
    """

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} in a test cell that is judged apart")
