"""What a serving process works with, opened once: connections, keys, clock, policy."""

from dataclasses import dataclass
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from gongji.edge.clock import Clock
from gongji.ground.keys import KeyStore
from gongji.ground.policy import PolicySet
from gongji.settlement import Moment


@dataclass(frozen=True, slots=True)
class Office:
    """pool: connections of the app role in autocommit, with the short lock_timeout of the payment path."""

    pool: ConnectionPool[Connection[Any]]
    keys: KeyStore
    clock: Clock
    policy: PolicySet

    def moment(self) -> Moment:
        """This moment of business, and the policy that is in force."""
        return Moment(self.clock.now(), self.policy)
