"""What waits for a person: opened by a rule that cannot decide, closed by somebody with a name."""

from gongji.work_items.item import (
    Waiting,
    WorkItem,
    WorkItemClosed,
    WorkItemTaken,
    WorkItemUnknown,
    close_item,
    escalate,
    find_rising,
    open_item,
    release_item,
    require_open_item,
    take_item,
)
from gongji.work_items.queue import find_waiting

__all__ = [
    "Waiting",
    "WorkItem",
    "WorkItemClosed",
    "WorkItemTaken",
    "WorkItemUnknown",
    "close_item",
    "escalate",
    "find_rising",
    "find_waiting",
    "open_item",
    "release_item",
    "require_open_item",
    "take_item",
]
