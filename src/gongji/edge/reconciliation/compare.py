"""The comparison of hub and province: one set of expressions for every engine (C-30 … C-32)."""

import ibis
from ibis import _

from gongji.clearing import Code
from gongji.edge.reconciliation.engine import Table


def party_to(hub: Table, province: int) -> Table:
    """The items of the hub's file of a day a province is party to: as payer, as payee, or insuring the beneficiary."""
    return hub.filter(
        (_province(_.payer_pool) == province) | (_province(_.payee_pool) == province) | (_.insured_province == province)
    )


def parties(hub: Table) -> Table:
    """Every province that is party to an item."""
    columns = (_province(_.payer_pool), _province(_.payee_pool), _.insured_province)
    return ibis.union(*(hub.select(province=column) for column in columns), distinct=True).filter(_.province != 0)


def totals(hub: Table, told: Table) -> Table:
    """How many items each side has and what they come to: the sums of clearing.Answer."""
    fen = _.amount_fen.sum().fill_null(0).cast("int64")
    ours = hub.aggregate(hub_items=_.count(), hub_fen=fen)
    return ours.cross_join(told.aggregate(items=_.count(), amount_fen=fen))


def differences(hub: Table, told: Table, *, province: int) -> Table:
    """Every row that is not M0, as the fields of clearing.Difference; by number.

    hub: what the province is party to. told: its answer. A row told twice is M6, with all that was told as its amount.
    """
    theirs = told.group_by(their_journal_id=_.journal_id, their_line=_.line).aggregate(
        rows=_.count(),
        party_fen=_.amount_fen.sum().cast("int64"),
        their_payer=_.payer_pool.max(),
        their_payee=_.payee_pool.max(),
        their_business=_.business.max(),
        their_month=_.month.max(),
        their_state=_.state.max(),
    )
    both = hub.outer_join(theirs, [hub.journal_id == theirs.their_journal_id, hub.line == theirs.their_line]).mutate(
        code=_code(province)
    )
    return (
        both.filter(_.code != Code.MATCHED.value)
        .select(
            journal_id=ibis.coalesce(_.journal_id, _.their_journal_id),
            line=ibis.coalesce(_.line, _.their_line),
            code=_.code,
            hub_fen=_.amount_fen,
            party_fen=_.party_fen,
            payer_pool=_.payer_pool,
            payee_pool=_.payee_pool,
            month=_.month,
            business=_.business,
            third_province=_third_province(),
        )
        .order_by(_.journal_id, _.line)
    )


def _code(province: int) -> Table:
    """Amounts count before states: where both differ, nobody is helped by undoing the one that is left (M4)."""
    here = (_.treatment_province == province).ifelse(Code.NOT_AT_TREATMENT_PLACE.value, Code.NOT_AT_PAYERS_PLACE.value)
    says_otherwise = (
        (_.amount_fen != _.party_fen)
        | (_.payer_pool != _.their_payer)
        | (_.payee_pool != _.their_payee)
        | (_.business != _.their_business)
        | (_.month != _.their_month)
    )
    return ibis.cases(
        (_.journal_id.isnull(), Code.NOT_AT_HUB.value),
        (_.their_journal_id.isnull(), here),
        (_.rows > 1, Code.DOUBLED.value),
        (says_otherwise, Code.AMOUNT_DIFFERS.value),
        (_.state != _.their_state, Code.STATE_DIFFERS.value),
        else_=Code.MATCHED.value,
    )


def _third_province() -> Table:
    """Null where the hub has no such item."""
    is_no_other = (_.insured_province == _province(_.payer_pool)) | (_.insured_province == _province(_.payee_pool))
    return ibis.cases((is_no_other, 0), else_=_.insured_province)


def _province(pool: Table) -> Table:
    return (pool - pool % 10_000).cast("int32")
