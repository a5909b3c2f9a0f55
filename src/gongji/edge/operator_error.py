"""What an operator must put right before the program can go on."""


class OperatorError(Exception):
    """The text is for the operator: what is wrong and what to do. The command line prints it and exits 1."""
