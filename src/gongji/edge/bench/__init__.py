"""Speed and size, always beside `pgbench` on the same server in the same minutes.

A world of its own is made once and kept. A plan is a row of runs, each one measured stretch; what counts is the ratio
of a run to those of its peer before and after it, so that a slow minute of the machine slows both.
"""

from gongji.edge.bench.agree import require_books_agree
from gongji.edge.bench.report import Report
from gongji.edge.bench.schedule import ALL, CLOCK, GATEWAY, SETTLE, SHARING, measure
from gongji.edge.bench.stage import Stage, open_stage
from gongji.edge.bench.world import FULL, SMALL, Size

__all__ = [
    "ALL",
    "CLOCK",
    "FULL",
    "GATEWAY",
    "SETTLE",
    "SHARING",
    "SMALL",
    "Report",
    "Size",
    "Stage",
    "measure",
    "open_stage",
    "require_books_agree",
]
