"""Logs: one JSON object a line on stderr, with a trace id, and never anything personal.

Neither messages nor answers are logged, and of an error only what kind it is and where it arose, since its text may
quote a value.
"""

import logging
import os
import re
import sys
import traceback
from pathlib import Path
from typing import Any

import structlog

PROGRAM = f"{Path(__file__).parents[2]}/"
TRACEPARENT = re.compile(rb"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")


def set_up_logs(level: str) -> None:
    """Make every logger write JSON lines; level as in logging, "info"."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )


def trace_id(traceparent: bytes | None) -> str:
    """The trace id of a request: the caller's (W3C Trace Context), or a new one."""
    found = TRACEPARENT.fullmatch(traceparent) if traceparent else None
    return found[1].decode() if found else os.urandom(16).hex()


def what_broke(error: BaseException) -> dict[str, Any]:
    """Kind and place of an error, and what the database called it; not its text."""
    # The last place in the program itself: below it are only libraries.
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(PROGRAM)]
    place = {"at": f"{frames[-1].filename.removeprefix(PROGRAM)}:{frames[-1].lineno}"} if frames else {}
    state = getattr(error, "sqlstate", None)
    constraint = getattr(getattr(error, "diag", None), "constraint_name", None)
    known = {"sqlstate": state, "constraint": constraint}
    return {"error": type(error).__name__, **place, **{name: value for name, value in known.items() if value}}
