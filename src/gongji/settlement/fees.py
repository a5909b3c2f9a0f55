"""What a fee line is worth to insurance: its four classes of cost, and how much account money may pay (P-10 … P-17)."""

from collections.abc import Iterable, Mapping

from gongji.ground.money import share_half_up
from gongji.ground.value import value
from gongji.settlement.catalogue import CatalogueItem
from gongji.settlement.requests import FeeClasses, Line, Visit

# Quantity in ten-thousandths x price in millionths of a yuan gives 10^-10 yuan; a fen is 10^8 of them.
FEN_E8 = 10**8
FULLY_OWN_PAID_CLASS = "03"
APPROVED_BY_HOSPITAL = "1"
NOT_APPROVED = "2"
NOT_LISTED: tuple[str, str, int | None, int] = ("", "", None, 0)


@value
class AssessedLine:
    """A line with its classes of cost (they add up to its amount) and what an account may pay of it (W-42)."""

    line: Line
    item: CatalogueItem | None
    own_pay_full_fen: int
    over_limit_fen: int
    pre_pay_fen: int
    eligible_fen: int

    @property
    def in_scope_fen(self) -> int:
        """The part the benefit rules work on."""
        return self.line.amount_fen - self.own_pay_full_fen - self.over_limit_fen - self.pre_pay_fen


def assess(line: Line, item: CatalogueItem | None, *, visit: Visit, own_pay_eligible: bool) -> AssessedLine:
    """Split one line into its classes of cost.

    Unknown codes, class C and what the hospital marked as not approved are fully own-paid (P-17). Account money pays
    eligible lines without what is above the price limit; the fully own-paid part only at a pharmacy, where the
    catalogue alone decides (P-11, P-16), or where the pool lets it (own_pay_eligible, D-13).
    """
    amount = line.amount_fen
    if item is None:
        return AssessedLine(line, None, amount, 0, 0, 0)
    if item.item_class == FULLY_OWN_PAID_CLASS or line.approval == NOT_APPROVED:
        may_pay = item.account_eligible and (visit is Visit.PHARMACY or own_pay_eligible)
        return AssessedLine(line, item, amount, 0, 0, amount if may_pay else 0)
    over = _over_limit(line, item)
    pre_pay = share_half_up(amount - over, item.self_pay_ratio_e4)
    return AssessedLine(line, item, 0, over, pre_pay, amount - over if item.account_eligible else 0)


def _over_limit(line: Line, item: CatalogueItem) -> int:
    if item.price_limit_e6 is None or line.price_e6 <= item.price_limit_e6:
        return 0
    over_e10 = (line.price_e6 - item.price_limit_e6) * line.quantity_e4
    return min(line.amount_fen, (over_e10 + FEN_E8 // 2) // FEN_E8)


def assess_all(
    lines: Iterable[Line], items: Mapping[str, CatalogueItem], *, visit: Visit, own_pay_eligible: bool
) -> tuple[AssessedLine, ...]:
    """Every line of a bill, in its order."""
    return tuple(
        [assess(line, items.get(line.catalogue_code), visit=visit, own_pay_eligible=own_pay_eligible) for line in lines]
    )


def classes_of(lines: Iterable[AssessedLine]) -> FeeClasses:
    """The classes of the whole bill (S-01)."""
    own = over = pre = total = 0
    for line in lines:
        own += line.own_pay_full_fen
        over += line.over_limit_fen
        pre += line.pre_pay_fen
        total += line.line.amount_fen
    return FeeClasses(own, over, pre, total - own - over - pre)


Packed = tuple[str, str, int, int, int, int, int, int, int, str, str, int | None, int, str]


def packed(lines: Iterable[AssessedLine]) -> list[Packed]:
    """Lines as `fee_lines` keeps them, in the order of view `fee_line`."""
    rows: list[Packed] = []
    for one in lines:
        line, item = one.line, one.item
        kind, item_class, limit, ratio = NOT_LISTED
        if item is not None:
            kind, item_class, limit, ratio = (
                item.list_type, item.item_class, item.price_limit_e6, item.self_pay_ratio_e4,
            )  # fmt: skip
        rows.append((
            line.line_no, line.catalogue_code, line.amount_fen, line.quantity_e4, line.price_e6,
            one.own_pay_full_fen, one.over_limit_fen, one.pre_pay_fen, one.eligible_fen,
            kind, item_class, limit, ratio, line.trace_codes,
        ))  # fmt: skip
    return rows


def unpacked(rows: Iterable[Packed]) -> tuple[AssessedLine, ...]:
    """The same lines read back."""
    return tuple(_unpacked(*row) for row in rows)


def _unpacked(
    number: str, code: str, amount: int, quantity: int, price: int,
    own: int, over: int, pre: int, eligible: int,
    kind: str, item_class: str, limit: int | None, ratio: int, trace: str,
) -> AssessedLine:  # fmt: skip
    line = Line(number, code, amount, quantity, price, trace_codes=trace)
    item = CatalogueItem(code, kind, item_class, eligible > 0, limit, ratio) if item_class else None
    return AssessedLine(line, item, own, over, pre, eligible)
