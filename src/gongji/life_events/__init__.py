"""What happens in people's lives, and what follows from it for what they share: one verb, one table of consequences."""

from gongji.life_events.divorce import record_divorce
from gongji.life_events.event import Divorce, Kind, LifeEvent
from gongji.life_events.record import Recorded, record

__all__ = ["Divorce", "Kind", "LifeEvent", "Recorded", "record", "record_divorce"]
