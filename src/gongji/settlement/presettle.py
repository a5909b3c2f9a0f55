"""What a settlement would be now: decided like one, booked nowhere, kept as a trial (S-10)."""

from datetime import timedelta
from typing import Any

from psycopg import Connection

from gongji import ledger
from gongji.ground.calendar import beijing_day
from gongji.ground.identifiers import cell_of
from gongji.ground.value import replace
from gongji.ledger import Locked
from gongji.settlement.look import Scene, look
from gongji.settlement.moment import Moment
from gongji.settlement.pay import decide_pay
from gongji.settlement.pay_code import require_code
from gongji.settlement.requests import Pay
from gongji.settlement.settlement import Settled
from gongji.settlement.trial import Trial, keep_trial, lines_key


def presettle(db: Connection[Any], *, pay: Pay, moment: Moment) -> Settled:
    """The answer a settlement of this bill would get at this moment; its settlement_id means nothing.

    Reads without locks, since nothing is taken; refuses what a settlement would refuse. The trial is kept as long as
    policy says; the sale's visit number is the trial's, and the settlement takes it over. A pay code has to stand and
    is not used up (S-34).
    """
    scene = _see(db, pay, set())
    require_code(pay, scene.codes, now=moment.accepted_at, policy=moment.policy)
    donors = scene.donors_needed(pay.person_id)
    if donors:
        scene = _see(db, pay, donors)
    trial_id = scene.identifiers[0]
    settled = decide_pay(replace(pay, expected=None), scene, moment, trial_id).settled
    _keep(db, pay, scene, moment, settled, trial_id)
    # A trial shows the account as it is: nothing has left it.
    own = sum(a.balance_fen for a in scene.accounts.values() if a.subject_id == pay.person_id)
    return replace(settled, settlement=replace(settled.settlement, own_balance_after_fen=own))


def _see(db: Connection[Any], pay: Pay, donors: set[int]) -> Scene:
    """What a settlement would see; donors: whose whole balance may pay."""
    people = {pay.person_id} | donors
    spenders = ledger.find_spenders(db, people=people)
    accounts = {account.account_id: account for account in ledger.find_accounts(db, spenders=people)}
    return look(db, [pay], Locked(spenders, accounts))


def _keep(db: Connection[Any], pay: Pay, scene: Scene, moment: Moment, settled: Settled, trial_id: int) -> None:
    minutes = moment.policy.value(
        "settlement.trial_minutes", pool=settled.settlement.treatment_pool, on=beijing_day(moment.accepted_at)
    )
    keep_trial(
        db,
        Trial(
            cell=cell_of(pay.person_id),
            trial_id=trial_id,
            person_id=pay.person_id,
            institution_no=scene.institutions[pay.key.institution].institution_no,
            visit_id=settled.settlement.visit_id,
            lines_key=lines_key([one.line for one in settled.lines], visit_id=pay.visit_id),
            made_at=moment.accepted_at,
            expires_at=moment.accepted_at + timedelta(minutes=minutes),
        ),
    )
