"""Who asks: one value for every door (roles × region, whom for, how lately proved)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from gongji.audit import By
from gongji.ground.refusal import Refusal, refusal
from gongji.ground.value import value

NATION = 0
# What a code confirmed so lately is worth: it counts as proof for the next deed too (ux 3.1).
STEP_UP_LASTS = timedelta(minutes=5)


class Role(StrEnum):
    """What staff do.

    CLERK: serves citizens at a counter. CHECKER: second person of what needs two. OPERATOR: runs pools and
    institutions. NATIONAL: the national handling body. INSTITUTION: speaks for one hospital or pharmacy.
    """

    CLERK = "clerk"
    CHECKER = "checker"
    OPERATOR = "operator"
    NATIONAL = "national"
    INSTITUTION = "institution"


class Scope(StrEnum):
    """What somebody may do for another on a mandate (A-02, A-05)."""

    VIEW = "view"
    SHOW_CODE = "show_code"
    WALLET = "wallet"
    RELATIONS = "relations"
    QUOTAS = "quotas"
    PREMIUMS = "premiums"
    TRANSFERS = "transfers"
    COMPLAINTS = "complaints"


@refusal
class NoRole(Refusal):
    """The caller's roles do not cover this, or not here."""

    code: ClassVar[str] = "NO_ROLE"
    rule: ClassVar[str] = "N-20"
    role: str


@refusal
class SignInNeeded(Refusal):
    """There is no token, or it is over or revoked."""

    code: ClassVar[str] = "SIGNED_OUT"
    rule: ClassVar[str] = "N-20"


@refusal
class StepUpNeeded(Refusal):
    """Who shares money has to prove again who she is (Q-08)."""

    code: ClassVar[str] = "STEP_UP_NEEDED"
    rule: ClassVar[str] = "Q-08"


@refusal
class NotYours(Refusal):
    """The caller may not act for this person, or not in this (A-05, A-07)."""

    code: ClassVar[str] = "NOT_YOURS"
    rule: ClassVar[str] = "A-05"


@refusal
class SecondPerson(Refusal):
    """This takes two members of staff, and no second one who could do it has signed with her token (A-05, X-23)."""

    code: ClassVar[str] = "SECOND_PERSON"
    rule: ClassVar[str] = "A-05"


@value
class Grant:
    """A role in a region: 620100 a pool, 620000 a province with its pools, 0 the nation.

    institution_no: the one an INSTITUTION speaks for; region is then its pool, of which it sees nothing else.
    """

    grant_id: int
    role: str
    region: int
    institution_no: int | None = None

    def covers(self, pool: int) -> bool:
        """Whether the region has this pool in it."""
        return self.institution_no is None and self.region in (NATION, pool, pool // 10_000 * 10_000)


@value
class Caller:
    """who: the person, or member of staff, that holds the token. acts_for: whose affairs it is about, who in her own;
    None for staff about their own work. authority_id: the mandate or grant this rests on, 0 in her own affairs.
    mandate_scope: what the mandate covers, None without one. second_id: the member of staff who signs with her.
    """

    who: int
    grants: tuple[Grant, ...]
    acts_for: int | None
    authority_id: int
    authenticated_at: datetime
    stepped_up_at: datetime | None
    channel: str
    mandate_scope: frozenset[str] | None = None
    second_id: int | None = None

    @property
    def by(self) -> By:
        """The same for the record."""
        return By(self.who, self.channel, self.authority_id)

    def person(self) -> int:
        """Whose affairs it is about; refuses staff who have named nobody.

        Refuses who acts on a mandate, too: a door that is open to her asks `require_scope`.
        """
        if self.acts_for is None or self.mandate_scope is not None:
            raise NotYours()
        return self.acts_for


def require_role(caller: Caller, roles: Iterable[Role], *, pool: int) -> Grant:
    """The caller's grant of one of these roles where the pool lies; refuses NoRole."""
    wanted = list(roles)
    for grant in caller.grants:
        if grant.role in wanted and grant.covers(pool):
            return grant
    raise NoRole(role=" / ".join(wanted))


def require_institution(caller: Caller, institution_no: int) -> Grant:
    """The caller's grant to speak for an institution; refuses NoRole."""
    for grant in caller.grants:
        if grant.institution_no == institution_no:
            return grant
    raise NoRole(role=Role.INSTITUTION.value)


def require_scope(caller: Caller, scope: Scope) -> int:
    """Whose affairs it is about, also where the caller acts on a mandate that covers this; refuses NotYours."""
    if caller.acts_for is None or (caller.mandate_scope is not None and scope not in caller.mandate_scope):
        raise NotYours()
    return caller.acts_for


def require_second(caller: Caller) -> int:
    """The member of staff who signs with the caller; refuses SecondPerson."""
    if caller.second_id is None:
        raise SecondPerson()
    return caller.second_id


def require_step_up(caller: Caller, *, now: datetime) -> None:
    """Refuse who wants to move money and has not lately proved who she is (Q-08); at a counter staff saw it."""
    if not caller.grants:
        require_fresh(caller, now=now)


def require_fresh(caller: Caller, *, now: datetime) -> None:
    """Refuse whoever has not lately proved who she is, staff too: for what is nobody's but a person's own."""
    if caller.stepped_up_at is None or now - caller.stepped_up_at > STEP_UP_LASTS:
        raise StepUpNeeded()
