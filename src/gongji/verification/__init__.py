"""The books recomputed from their rows, with code that shares nothing with what keeps them.

A check is a sentence that must be true and a query for the places where it is not.
"""

from gongji.verification.check import Check
from gongji.verification.checks import CHECKS
from gongji.verification.verify import Extent, Violation, extent, verify

__all__ = ["CHECKS", "Check", "Extent", "Violation", "extent", "verify"]
