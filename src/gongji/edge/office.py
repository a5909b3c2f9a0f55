"""What a serving process works with, opened once: connections, keys, clock, policy."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from psycopg import Connection, OperationalError
from psycopg_pool import ConnectionPool, PoolTimeout

from gongji.edge.clock import Clock
from gongji.edge.partners import CivilAffairs, Sms, Tax
from gongji.edge.settings import Settings
from gongji.ground.keys import FileKeyStore, KeyStore
from gongji.ground.policy import PolicySet, published
from gongji.ground.value import value
from gongji.settlement import Moment

T = TypeVar("T")
# Without an address nobody is asked.
NOBODY = CivilAffairs("")
NO_SMS = Sms("")
NO_TAX = Tax("")


@value
class Office:
    """Connections are of the app role in autocommit, with the short lock_timeout of the payment path.

    settling: for batches of payments alone. A session of PostgreSQL that always does the same has its plans and pages
    at hand; taken in turn with others it would not. civil_affairs: asked before a transaction begins, never inside one.
    sms: who sends short messages; told when no transaction is open. tax: who collects premiums; likewise. exchange: the
    folder of files out to provinces and in from them, None where there is none.
    """

    pool: ConnectionPool[Connection[Any]]
    settling: ConnectionPool[Connection[Any]]
    keys: KeyStore
    clock: Clock
    policy: PolicySet
    civil_affairs: CivilAffairs = NOBODY
    sms: Sms = NO_SMS
    tax: Tax = NO_TAX
    exchange: Path | None = None

    def work(self, task: Callable[[Connection[Any]], T]) -> T:
        """Do something with a connection, and once more where it was lost or had to wait too long for a lock.

        task: safe to do again when its first attempt came to nothing.
        """
        try:
            with self.pool.connection() as db:
                return task(db)
        except PoolTimeout:
            raise
        except OperationalError:
            # After a restart of the database every connection in the pool is dead: ask all of them at once.
            self.pool.check()
            with self.pool.connection() as db:
                return task(db)

    def moment(self) -> Moment:
        """This moment of business, and the policy that is in force."""
        return Moment(self.clock.now(), self.policy)


def make_office(
    settings: Settings, *, pool: ConnectionPool[Connection[Any]], settling: ConnectionPool[Connection[Any]]
) -> Office:
    """The office an operator's settings describe, with connections that are open."""
    return Office(
        pool=pool,
        settling=settling,
        keys=FileKeyStore(settings.key_store),
        clock=Clock.parse(settings.clock),
        policy=published(),
        civil_affairs=CivilAffairs(settings.civil_affairs_url),
        sms=Sms(settings.sms_url),
        tax=Tax(settings.tax_url),
        exchange=Path(settings.exchange).absolute() if settings.exchange else None,
    )
