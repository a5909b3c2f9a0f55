"""A month's clearing as anybody can check it: leaf rows and matrix, sealed, and the sum that leads to it.

Take `publish` and `recompute` from their files: who recomputes loads nothing of what made the matrix.
"""
