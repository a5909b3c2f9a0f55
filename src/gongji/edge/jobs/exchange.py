"""Files of days out to provinces and answers in, where a folder is set (C-33); tills' files, which are forgotten."""

from datetime import datetime

import structlog

from gongji import clearing
from gongji.edge.jobs.job import CLOCK, Tell
from gongji.edge.office import Office

log = structlog.get_logger(__name__)

BATCH = 100


def write_day_files(office: Office, now: datetime, tell: Tell) -> int:
    """Write the files of each filed day that has none in the folder yet; how many days."""
    if office.exchange is None:
        return 0
    # Loads DuckDB, which the worker's other jobs do without.
    from gongji.edge.reconciliation import write_new_days

    done = 0
    with office.pool.connection() as db:
        for _ in write_new_days(db, exchange=office.exchange, now=now):
            done += 1
            tell(done)
    return done


def read_answers(office: Office, now: datetime, tell: Tell) -> int:
    """Reconcile what lies in the folder, then ask provinces for what is missing too long (C-34); how many answers."""
    done = 0
    with office.pool.connection() as db:
        if office.exchange is not None:
            from gongji.edge.reconciliation import read_new_answers

            for day, answers in read_new_answers(db, exchange=office.exchange, now=now, policy=office.policy, by=CLOCK):
                for one in answers:
                    if one.refused is not None:
                        log.warning(
                            "clearing.answer_refused", day=str(day), province=one.province, code=one.refused.code
                        )
                done += sum(one.refused is None for one in answers)
                tell(done)
        with db.transaction():
            clearing.remind_of_answers(db, now=now, policy=office.policy, by=CLOCK)
    return done


def forget_files(office: Office, now: datetime, tell: Tell) -> int:
    """Delete the files of institutions whose time is over; how many."""
    done = 0
    with office.pool.connection() as db:
        while True:
            gone = db.execute(
                """
                delete from institution_file
                where file_id in (
                    select file_id
                    from institution_file
                    where kept_until < %s
                    limit %s
                )
                """,
                [now, BATCH],
            ).rowcount
            done += gone
            tell(done)
            if gone < BATCH:
                return done
