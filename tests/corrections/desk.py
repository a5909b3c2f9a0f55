"""A desk where corrections are proposed and confirmed, and money of the dead that waits for heirs."""

from dataclasses import dataclass
from typing import Any

from gongji import corrections, mutual_aid
from gongji.audit import By
from gongji.corrections import Correction, CorrectionAsked, Corrects, Evidence, MoveAsked, Personal, Suspense
from gongji.kinship import NearRelative
from gongji.work_items import Waiting, find_waiting
from tests.world import PILLS, XIAMEN, World

PAPER = Evidence("certificate", b"p" * 32)
CLERK, CHECKER, OTHER = By(11, "counter", 1), By(12, "counter", 2), By(13, "counter", 3)


@dataclass
class Desk:
    """Staff of Xiamen at work in a world."""

    world: World

    def suspend(self, fen: int = 100_00) -> Waiting:
        """The donor's account is closed before his brother's refund, which waits in suspense (S-23)."""
        world = self.world
        donor, brother = world.employee("赵五", account=fen, sex=1), world.resident("赵六", sex=1)
        quota = world.share(donor, brother, NearRelative.SIBLING, fen)
        bought = world.buy(brother, (PILLS, fen))
        mutual_aid.dissolve(world.db, relation_id=quota.relation_id, reason="DEATH_DONOR", now=world.now)
        world.db.execute("update account set closed_at = %s where spender_id = %s", [world.now, donor])
        world.done(world.cancel(bought))
        return find_waiting(world.db, pools=(XIAMEN, XIAMEN + 1), kind="REFUND_WITHOUT_ACCOUNT")[-1]

    def to_heir(self, item: Waiting, heir: int, **changes: Any) -> CorrectionAsked:
        """What waits under an item goes to an heir."""
        moves = [MoveAsked(Suspense(item.pool), Personal(heir), item.detail["amount_fen"])]
        given = {"pool": item.pool, "corrects": Corrects.SUSPENSE, "corrects_id": item.work_item_id, "moves": moves}
        return CorrectionAsked(**{**given, "reason": "paid to the heir", "evidence": PAPER, **changes})

    def propose(self, asked: CorrectionAsked, by: By = CLERK) -> Correction:
        return corrections.propose(self.world.db, asked=asked, now=self.world.now, policy=self.world.policy, by=by)

    def confirm(self, correction: Correction, by: By = CHECKER) -> Correction:
        return corrections.confirm(self.world.db, correction_id=correction.correction_id, now=self.world.now, by=by)

    def refuse(self, correction: Correction, by: By = CHECKER) -> Correction:
        return corrections.refuse(
            self.world.db, correction_id=correction.correction_id, note="not hers", now=self.world.now, by=by
        )

    def journal(self, correction: Correction) -> dict[tuple[int, str, str], int]:
        """The transfers of a booked correction: (book, from, to) -> fen; personal accounts are `own`."""
        rows = self.world.db.execute(
            """
            select
                book,
                coalesce(regexp_replace(shared_account_name(debit_account), '^institution.*', 'institution'), 'own'),
                coalesce(regexp_replace(shared_account_name(credit_account), '^institution.*', 'institution'), 'own'),
                amount_fen
            from transfer
            where journal_id = %s
            """,
            [correction.journal_id],
        ).fetchall()
        return {(book, debit, credit): fen for book, debit, credit, fen in rows}
