"""A month of the whole country, made by a seeded generator, lived through and paid down to the last institution.

Everything goes through the program's own verbs. Each step commits as it goes and recognises what is done, so that a
run that was stopped goes on where it was, and comes to the same matrix, byte for byte.
"""

from gongji.edge.country.figures import Figures
from gongji.edge.country.live import live
from gongji.edge.country.plan import Plan

__all__ = ["Figures", "Plan", "live"]
