"""REST under /api/v1 for citizens, counters and operators: every door is a verb of the domain."""

from gongji.edge.api.app import API_PREFIX, make_routers

__all__ = ["API_PREFIX", "make_routers"]
