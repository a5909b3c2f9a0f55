"""Where the money of a correction may come from and go to, so that no quota, offer or hold is moved behind its back."""

from typing import Any

from psycopg import Connection

from gongji import institutions, ledger
from gongji.ground.value import value
from gongji.institutions import InstitutionUnknown
from gongji.insured import NoPersonalAccount, own_buckets
from gongji.ledger import AccountKind


@value
class Personal:
    """A person's own account: what is hers to spend, never what she has set aside (Q-12)."""

    person_id: int
    bucket: AccountKind = AccountKind.CARRIED


@value
class Suspense:
    """Where money of a pool waits whose owner has to be found (S-23, W-26)."""

    pool: int


@value
class Fund:
    """The pooled fund of a pool."""

    pool: int


@value
class AtInstitution:
    """What a pool owes a designated institution of its own."""

    code: str


Place = Personal | Suspense | Fund | AtInstitution


def locate(db: Connection[Any], place: Place) -> tuple[int, int]:
    """Pool and account number of a place; refuses NoPersonalAccount, InstitutionUnknown."""
    match place:
        case Personal(person_id, bucket):
            account = own_buckets(ledger.find_accounts(db, spenders=[person_id])).get(person_id, {}).get(bucket)
            if account is None:
                raise NoPersonalAccount()
            return account.book, account.account_id
        case Suspense(pool):
            return pool, ledger.suspense()
        case Fund(pool):
            return pool, ledger.fund()
        case AtInstitution(code):
            found = institutions.find_institutions(db, codes=[code]).get(code)
            if found is None:
                raise InstitutionUnknown(institution=code)
            return found.pool, ledger.institution(found.institution_no)
