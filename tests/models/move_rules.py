"""Mother, uncle and husband move; everybody uses wallets elsewhere."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from gongji import wallet
from gongji.life_events import Kind
from tests.models.members import HUSBAND, MOTHER, SON, UNCLE
from tests.models.sharing_rules import SharingRules
from tests.models.side_by_side import chapter
from tests.world import FUZHOU, LANZHOU, XIAMEN

DISTRICTS = {XIAMEN: "350203", FUZHOU: "350102", LANZHOU: "620102"}
POOL = st.sampled_from(sorted(DISTRICTS))


class MoveRules(SharingRules):
    """Whose cover is paused is insured again where she moves to."""

    @chapter("moves")
    @rule(who=st.sampled_from([MOTHER, UNCLE, HUSBAND]), pool=POOL)
    def move(self, who: int, pool: int) -> None:
        person = self.model.people[who]
        if not person.dead and person.pool != pool:
            self.tell(Kind.MOVED, who, DISTRICTS[pool])
            self.model.move_to(who, pool)

    @chapter("moves")
    @rule(who=st.sampled_from([SON, MOTHER, MOTHER, UNCLE]), place=POOL)
    def change_place(self, who: int, place: int) -> None:
        expected = self.model.change_place(who, place)
        what = {"person_id": self.person[who], "place": place, "by": self.by(who)}
        self.same(expected, wallet.move_wallet, **what, **self.now)
