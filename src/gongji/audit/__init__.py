"""Facts in order: what happened, when, to whom or what. Nothing personal stands in a fact.

Verbs record in their own transaction; whoever wants to know reads on from where it stopped. Nothing is pushed.
"""

from gongji.audit.fact import By, Fact, Happening, record
from gongji.audit.snapshot import Snapshot, take_snapshot

__all__ = ["By", "Fact", "Happening", "Snapshot", "record", "take_snapshot"]
