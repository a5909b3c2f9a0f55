"""A bill: what insurance pays of it, who pays the rest, and how it is undone. `settle` is the payment path."""

from gongji.settlement.batch import settle
from gongji.settlement.catalogue import CatalogueItem, enter_items, find_items
from gongji.settlement.fees import AssessedLine, assess, assess_all, classes_of
from gongji.settlement.find import find_settled
from gongji.settlement.moment import Moment
from gongji.settlement.of_institution import (
    Bills,
    BillSums,
    InstitutionBill,
    bills_of_institution,
    find_bills,
    sum_bills,
)
from gongji.settlement.pay_code import (
    PayCode,
    code_digits,
    code_index,
    find_codes,
    find_presenters,
    is_pay_code,
    is_well_typed,
    require_standing,
)
from gongji.settlement.presettle import presettle
from gongji.settlement.requests import Cancel, FeeClasses, IdentityCheck, Line, MessageKey, Pay, Request, Reverse, Visit
from gongji.settlement.returns import RunAlone
from gongji.settlement.settlement import AidLine, Answer, NothingToReverse, Outcome, Settled, Settlement, Skipped
from gongji.settlement.show_code import find_over_codes, forget_codes, show_code
from gongji.settlement.so_far import Screen

__all__ = [
    "AidLine",
    "Answer",
    "AssessedLine",
    "BillSums",
    "Bills",
    "Cancel",
    "CatalogueItem",
    "FeeClasses",
    "IdentityCheck",
    "InstitutionBill",
    "Line",
    "MessageKey",
    "Moment",
    "NothingToReverse",
    "Outcome",
    "Pay",
    "PayCode",
    "Request",
    "Reverse",
    "RunAlone",
    "Screen",
    "Settled",
    "Settlement",
    "Skipped",
    "Visit",
    "assess",
    "assess_all",
    "bills_of_institution",
    "classes_of",
    "code_digits",
    "code_index",
    "enter_items",
    "find_bills",
    "find_codes",
    "find_items",
    "find_over_codes",
    "find_presenters",
    "find_settled",
    "forget_codes",
    "is_pay_code",
    "is_well_typed",
    "presettle",
    "require_standing",
    "settle",
    "show_code",
    "sum_bills",
]
