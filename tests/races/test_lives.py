"""What happens in people's lives against what they pay and agree to at the same moment (W-24, R-11, I-9, Q-05)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from psycopg import Connection

from gongji import kinship, life_events, mutual_aid, wallet
from gongji.audit import By
from gongji.ground.calendar import BEIJING
from gongji.ground.policy import PolicySet
from gongji.ground.refusal import Refusal
from gongji.insured import EMPLOYEE, RESIDENT
from gongji.kinship import Claim, Evidence, FactKind, KinFact, Nature, NearRelative
from gongji.life_events import Kind, LifeEvent
from gongji.mutual_aid import (
    ALL_USES,
    Accepted,
    Accepting,
    ConsentExpired,
    Invitation,
    InvitationAsked,
    InvitationOver,
    Quota,
    QuotaAsked,
)
from gongji.wallet import Sending, TransferStateConflict, WalletTransfer
from tests.races.race import Race, attempt, settle_one
from tests.races.test_quotas import aid, dissolve, family, require_whole
from tests.wallet.test_transfers import LEGACY
from tests.world import LANZHOU, NOON, PILLS, XIAMEN, World

PARENT = NearRelative.PARENT
Connect = Callable[..., Connection[Any]]
CLOCK = By(0, "job")
numbers = count(1)


def tell(db: Connection[Any], world: World, kind: Kind, person: int, scheme: int) -> Any:
    event = LifeEvent(kind, person, str(next(numbers)), world.now.date(), scheme)
    return attempt(db, life_events.record, event=event, now=world.now, policy=world.policy, by=CLOCK)


def invite(world: World) -> tuple[int, int, Invitation]:
    son, mother = world.employee("陈一", account=300_00, sex=1), world.resident("林二")
    asked = InvitationAsked(son, mother, Claim(PARENT, declared=True), Evidence("x"), 100_00, "OPEN", ALL_USES)
    (invited,) = mutual_aid.invite(world.db, asked=[asked], now=world.now, policy=world.policy, by=CLOCK)
    assert isinstance(invited, Invitation)
    world.db.commit()
    return son, mother, invited


def accept(db: Connection[Any], world: World, invitation: Invitation, *, now: datetime | None = None) -> Any:
    accepting = [Accepting(invitation.invitation_id, invitation.beneficiary_id, CLOCK)]
    (answer,) = attempt(db, mutual_aid.accept, accepting=accepting, now=now or world.now, policy=world.policy)
    return answer


def test_accepting_an_invitation_against_withdrawing_it(world: World, connect: Connect, race: Race) -> None:
    hers, his = connect(autocommit=True), connect(autocommit=True)

    def play() -> str:
        son, _, invitation = invite(world)
        number = invitation.invitation_id
        accepted, withdrawn = race.together(
            lambda: accept(hers, world, invitation),
            lambda: attempt(his, mutual_aid.withdraw, invitation_id=number, donor_id=son, now=world.now, by=CLOCK),
        )
        one_won = isinstance(accepted, Accepted) != isinstance(withdrawn, Invitation)
        assert one_won, (accepted, withdrawn)
        assert isinstance(accepted, Accepted | InvitationOver)
        assert world.own(son) == (200_00 if isinstance(accepted, Accepted) else 300_00)
        return "accepted" if isinstance(accepted, Accepted) else "withdrawn"

    race.run(play, ends={"accepted", "withdrawn"})


def test_accepting_an_invitation_in_its_last_second_against_its_end(world: World, connect: Connect, race: Race) -> None:
    hers, clock = connect(autocommit=True), connect(autocommit=True)

    def play() -> str:
        _, _, invitation = invite(world)
        over = world.now + timedelta(hours=72)
        accepted, expired = race.together(
            lambda: accept(hers, world, invitation, now=over - timedelta(seconds=1)),
            lambda: attempt(clock, mutual_aid.expire, invitation_ids=[invitation.invitation_id], now=over, by=CLOCK),
        )
        assert isinstance(accepted, Accepted) == (expired == 0)
        assert isinstance(accepted, Accepted | ConsentExpired)
        return "accepted" if isinstance(accepted, Accepted) else "expired"

    race.run(play, ends={"accepted", "expired"})


def test_w_24_accepting_a_transfer_against_revoking_it(world: World, connect: Connect, race: Race) -> None:
    hers, his = connect(autocommit=True), connect(autocommit=True)
    world.policy = PolicySet(world.policy.files | {f"pools/{pool}.toml": LEGACY for pool in (XIAMEN, LANZHOU)})

    def play() -> str:
        son, mother, transfer = send(world)
        taking = [wallet.Accepting(transfer.transfer_id, mother, CLOCK)]
        (accepted,), revoked = race.together(
            lambda: attempt(hers, wallet.accept, accepting=taking, now=world.now),
            lambda: attempt(
                his,
                wallet.revoke,
                transfer_id=transfer.transfer_id,
                sender_id=son,
                now=world.now,
                policy=world.policy,
                by=CLOCK,
            ),
        )
        assert isinstance(accepted, WalletTransfer) == isinstance(revoked, TransferStateConflict), (accepted, revoked)
        assert isinstance(accepted, WalletTransfer | TransferStateConflict)
        assert world.own(son) == (200_00 if isinstance(accepted, WalletTransfer) else 300_00)
        return "accepted" if isinstance(accepted, WalletTransfer) else "revoked"

    race.run(play, ends={"accepted", "revoked"})


def send(world: World) -> tuple[int, int, WalletTransfer]:
    son, mother = world.employee("陈一", account=300_00, sex=1), world.resident("林二")
    fact = KinFact(0, FactKind.PARENT, Nature.BIRTH, mother, son, "register", "x", date(1985, 5, 6), None, NOON)
    kinship.record_facts(world.db, facts=[fact], now=NOON, policy=world.policy, pool=XIAMEN)
    wallet.open_wallet(world.db, person_id=mother, now=NOON, policy=world.policy, by=CLOCK)
    sending = [Sending(son, mother, 100_00, CLOCK)]
    (sent,) = wallet.send(world.db, sendings=sending, now=world.now, policy=world.policy)
    assert isinstance(sent, WalletTransfer), sent
    world.db.commit()
    return son, mother, sent


def test_i_9_a_donors_death_against_a_bill(world: World, connect: Connect, race: Race) -> None:
    till, clerk = connect(autocommit=True), connect(autocommit=True)

    def play() -> str:
        son, mother, quota = family(world, account=300_00, limit=100_00)
        bill = world.bill(mother, (PILLS, 80_00))
        world.db.commit()
        paid, recorded = race.together(
            lambda: settle_one(till, world, bill), lambda: tell(clerk, world, Kind.DIED, son, EMPLOYEE)
        )
        assert recorded.dissolved == 1
        require_whole(world, son, quota, 300_00)
        assert world.remaining(quota) == 0
        return {80_00: "bill first", 0: "death first"}[aid(paid)]

    race.run(play, ends={"bill first", "death first"})


def test_a_pause_of_the_beneficiarys_cover_against_a_bill(world: World, connect: Connect, race: Race) -> None:
    till, clerk = connect(autocommit=True), connect(autocommit=True)

    def play() -> str:
        son, mother, quota = family(world, account=300_00, limit=100_00)
        bill = world.bill(mother, (PILLS, 80_00))
        world.db.commit()
        paid, recorded = race.together(
            lambda: settle_one(till, world, bill), lambda: tell(clerk, world, Kind.PAUSED, mother, RESIDENT)
        )
        assert recorded.suspended == 1
        require_whole(world, son, quota, 300_00)
        return {80_00: "bill first", 0: "pause first"}[aid(paid)]

    race.run(play, ends={"bill first", "pause first"})


def test_a_donors_death_against_dissolving_the_relation(world: World, connect: Connect, race: Race) -> None:
    hers, clerk = connect(autocommit=True), connect(autocommit=True)

    def play() -> str:
        son, _, quota = family(world, account=300_00, limit=100_00)
        world.db.commit()
        ended, recorded = race.together(
            lambda: dissolve(hers, world, quota.relation_id), lambda: tell(clerk, world, Kind.DIED, son, EMPLOYEE)
        )
        assert isinstance(ended, Refusal) == (recorded.dissolved == 1)
        assert world.own(son) == 300_00
        return "death first" if recorded.dissolved else "dissolved first"

    race.run(play, ends={"death first", "dissolved first"})


def test_new_year_against_a_bill_of_the_last_second(world: World, connect: Connect, race: Race) -> None:
    till, clock = connect(autocommit=True), connect(autocommit=True)
    midnight = datetime(2027, 1, 1, tzinfo=BEIJING)

    def play() -> str:
        son, mother, quota = annual(world)
        world.now = midnight - timedelta(seconds=1)
        bill = world.bill(mother, (PILLS, 80_00))
        world.db.commit()
        paid, ended = race.together(
            lambda: settle_one(till, world, bill),
            lambda: attempt(clock, mutual_aid.return_expired, quota_ids=[quota.quota_id], now=midnight, by=CLOCK),
        )
        assert ended == 1
        require_whole(world, son, quota, 300_00)
        assert world.remaining(quota) == 0
        return {80_00: "bill first", 0: "year first"}[aid(paid)]

    race.run(play, ends={"bill first", "year first"})


def annual(world: World) -> tuple[int, int, Quota]:
    world.now = NOON
    son, mother = world.employee("陈一", account=300_00), world.resident("林二")
    asked = QuotaAsked(world.relate(son, mother, PARENT), 100_00, "ANNUAL", ALL_USES)
    return son, mother, mutual_aid.set_quota(world.db, asked=asked, now=world.now, policy=world.policy)


def test_moving_the_wallet_against_a_bill(world: World, connect: Connect, race: Race) -> None:
    till, hers = connect(autocommit=True), connect(autocommit=True)

    def play() -> str:
        _, mother, _ = family(world, account=300_00, limit=100_00)
        wallet.open_wallet(world.db, person_id=mother, now=world.now, policy=world.policy, by=CLOCK)
        bill = world.bill(mother, (PILLS, 80_00))
        world.db.commit()
        paid, moved = race.together(
            lambda: settle_one(till, world, bill),
            lambda: attempt(
                hers, wallet.move_wallet, person_id=mother, place=610100, now=world.now, policy=world.policy, by=CLOCK
            ),
        )
        assert moved.place_of_use == 610100
        return {80_00: "bill first", 0: "move first"}[aid(paid)]

    race.run(play, ends={"bill first", "move first"})
