"""What waits for a person: opened by a rule that cannot decide, closed by somebody with a name."""

from gongji.work_items.item import WorkItem, open_item

__all__ = ["WorkItem", "open_item"]
