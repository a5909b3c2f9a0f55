"""How fast a month closes, beside a plain group-by of the same rows in DuckDB, and what settling notices of it."""

from gongji.edge.bench.clearing.compare import FULL, SMALL, Sizes, measure
from gongji.edge.bench.clearing.report import Report

__all__ = ["FULL", "SMALL", "Report", "Sizes", "measure"]
