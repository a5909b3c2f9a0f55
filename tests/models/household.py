"""The family as the program knows it before anything happens, and the hospital it goes to."""

from datetime import date

from gongji import institutions, kinship, wallet
from gongji.audit import By
from gongji.ground.value import value
from gongji.institutions import Institution
from gongji.kinship import FactKind, KinFact, Nature
from tests.models.members import START_FEN, TWINS_FEN
from tests.world import FUZHOU, NOON, XIAMEN, World

XIAMEN_HOSPITAL = "H35020300001"
WEDDING = date(2010, 5, 1)


@value
class Household:
    """people: in the order of the reference. The parent and the stranger have no part in what money does."""

    people: list[int]
    parent: int
    stranger: int


def move_in(make: World, *, by: By) -> Household:
    """Brothers and sisters share the parent; the daughter is married."""
    there = (350203, XIAMEN, True, None, "national")
    hospital = Institution(0, XIAMEN_HOSPITAL, XIAMEN_HOSPITAL, "hospital", "unrated", *there)
    institutions.enter_institutions(make.db, [hospital])
    siblings = [
        make.employee("陈静", account=START_FEN),
        make.employee("陈一", account=START_FEN),
        make.resident("陈芳", pool=FUZHOU),
        make.resident("陈林"),
        make.employee("陈一", account=TWINS_FEN),
    ]
    husband = make.resident("周明", pool=XIAMEN, born=date(1984, 1, 1), sex=1)
    parent = make.resident("陈老", born=date(1930, 1, 1))
    facts = [_fact(FactKind.PARENT, Nature.BIRTH, (parent, one), NOON.date()) for one in siblings]
    couple = kinship.spouses(siblings[0], husband)
    facts.append(_fact(FactKind.SPOUSE, Nature.MARRIAGE, couple, WEDDING))
    kinship.record_facts(make.db, facts=facts, now=make.now, policy=make.policy, pool=XIAMEN)
    for one in siblings[:2]:
        wallet.open_wallet(make.db, person_id=one, place=XIAMEN, now=make.now, policy=make.policy, by=by)
    stranger = make.resident("黄强", born=date(1984, 1, 1), sex=1)
    return Household([*siblings, husband], parent, stranger)


def _fact(kind: FactKind, nature: Nature, who: tuple[int, int], since: date) -> KinFact:
    return KinFact(0, kind, nature, *who, "register", "civil affairs", since, None, NOON)
