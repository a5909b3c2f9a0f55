"""What Prometheus may read: counts and times by kind of transaction, never by person or institution.

With PROMETHEUS_MULTIPROC_DIR set, which `serve` does before its workers start, the numbers of all workers add up.
"""

import os
from functools import cache

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3, 8)

MESSAGES = Counter(
    "gongji_gateway_messages", "Messages answered, by transaction and code ('' is success).", ["infno", "code"]
)
MESSAGE_SECONDS = Histogram("gongji_gateway_seconds", "From body read to answer ready.", ["infno"], buckets=SECONDS)
BATCH_REQUESTS = Histogram(
    "gongji_settle_batch_requests",
    "Requests in one settling transaction.",
    buckets=(1, 2, 5, 10, 25, 50, 100, 250, 500),
)
BATCH_SECONDS = Histogram("gongji_settle_batch_seconds", "One settling transaction with its commit.", buckets=SECONDS)


@cache
def message_counter(infno: str, code: str) -> Counter:
    """The counter of one transaction and code, found once."""
    return MESSAGES.labels(infno, code)


@cache
def message_seconds(infno: str) -> Histogram:
    """The times of one transaction, found once."""
    return MESSAGE_SECONDS.labels(infno)


def metrics_page() -> bytes:
    """The text Prometheus reads, of all workers."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)
