"""`import institutions, credits, relations, quotas, catalogue`."""

from datetime import date, datetime

import pytest

from gongji.ground.calendar import BEIJING
from gongji.institutions import find_institutions
from gongji.insured import by_number
from gongji.mutual_aid import ALL_USES, Use, find_quotas, find_relation_between
from gongji.settlement import CatalogueItem
from gongji.settlement.catalogue import find_items
from tests.contents import contents
from tests.edge.imports.conftest import PEOPLE, Take, person
from tests.mutual_aid.guizhou import in_guizhou
from tests.world import LANZHOU, PILLS, XIAMEN, World

INSTITUTIONS = "fixmedins_code,fixmedins_name,fixmedins_type,admdvs,wallet_enabled"
CREDITS = "psn_no,insutype,ym,source,amount"
RELATIONS = "donor_psn_no,beneficiary_psn_no,relation,evidence,consented_at"
QUOTAS = "donor_psn_no,beneficiary_psn_no,limit,period_type,uses"
CATALOGUE = "med_list_codg,name,list_type,chrgitm_lv,acct_eligible,pric_uplmt_amt,selfpay_prop"

DAUGHTER, MOTHER, SON_IN_LAW = "35020000000001", "35020000000002", "35020000000003"
SHE_MAY = f"{DAUGHTER},{MOTHER},02,verified,2026-11-01T10:00:00"
OF_80_YUAN = f"{DAUGHTER},{MOTHER},80.00,OPEN,"


@pytest.fixture
def family(take: Take, world: World) -> dict[str, int]:
    """A daughter with 100.00 yuan, her mother who is a resident, and a son-in-law; person_ids by number."""
    mother = person(2, brdy="1955-03-04", insutype="390", insuplc_admdvs="620102", balc="")
    assert take("people", PEOPLE, person(1), mother, person(3, gend="1", balc="")) == []
    return by_number(world.db, world.keys, person_numbers=[DAUGHTER, MOTHER, SON_IN_LAW])


def test_an_institution_is_entered_with_the_pool_of_its_division(take: Take, world: World) -> None:
    assert take("institutions", INSTITUTIONS, "P62010399999,七里河药店,pharmacy,620103,1") == []
    institution = find_institutions(world.db, codes=["P62010399999"])["P62010399999"]
    assert (institution.name, institution.kind, institution.level) == ("七里河药店", "pharmacy", "unrated")
    assert (institution.division, institution.pool, institution.wallet_enabled) == (620103, LANZHOU, True)


def test_an_institution_may_name_its_level(take: Take, world: World) -> None:
    lines = ["H62010399998,医院,hospital,620103,0,3A", "H62010399997,医院,hospital,620103,0,"]
    assert take("institutions", INSTITUTIONS + ",level", *lines) == []
    found = find_institutions(world.db, codes=["H62010399998", "H62010399997"])
    assert {code: institution.level for code, institution in found.items()} == {
        "H62010399998": "3A",
        "H62010399997": "unrated",
    }


def test_a_known_institution_is_brought_up_to_date_and_keeps_its_number(take: Take, world: World) -> None:
    take("institutions", INSTITUTIONS, "P62010399999,七里河药店,pharmacy,620103,1")
    before = find_institutions(world.db, codes=["P62010399999"])["P62010399999"]
    take("institutions", INSTITUTIONS, "P62010399999,七里河大药房,pharmacy,620103,0")
    after = find_institutions(world.db, codes=["P62010399999"])["P62010399999"]
    assert (after.name, after.wallet_enabled, after.institution_no) == ("七里河大药房", False, before.institution_no)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("P62010399999,药店,pharmacy,000000,1", "DIVISION_UNKNOWN"),
        ("P62010399999,药店,clinic,620103,1", "FIELD_INVALID"),
        ("P62010399999,药店,pharmacy,620103,yes", "FIELD_INVALID"),
        (",药店,pharmacy,620103,1", "FIELD_INVALID"),
    ],
)
def test_a_wrong_institution_is_refused(take: Take, line: str, code: str) -> None:
    assert [wrong.code for wrong in take("institutions", INSTITUTIONS, line)] == [code]


def test_a_month_is_credited_once_however_often_the_file_comes(
    take: Take, world: World, family: dict[str, int]
) -> None:
    line = f"{DAUGHTER},310,202611,individual,160.00"
    assert take("credits", CREDITS, line, line) == []
    before = contents(world.db)
    assert take("credits", CREDITS, line) == []
    assert contents(world.db) == before
    assert world.own(family[DAUGHTER]) == 100_00 + 160_00


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("35020000000999,310,202611,individual,160.00", "PERSON_UNKNOWN"),
        (f"{MOTHER},390,202611,individual,160.00", "NO_PERSONAL_ACCOUNT"),
        (f"{SON_IN_LAW},310,202611,individual,160.00", "NO_PERSONAL_ACCOUNT"),
        (f"{DAUGHTER},310,202613,individual,160.00", "FIELD_INVALID"),
        (f"{DAUGHTER},310,202612,individual,160.00", "CREDIT_MONTH_AHEAD"),
        (f"{DAUGHTER},310,202611,individual,160.005", "AMOUNT_INVALID"),
        (f"{DAUGHTER},310,202611,individual,0.00", "FIELD_INVALID"),
        (f"{DAUGHTER},310,202611,Her Employer,160.00", "FIELD_INVALID"),
        (f"{DAUGHTER},310,202611,correction,-0.01", "CORRECTION_EXCEEDS_BALANCE"),
    ],
)
@pytest.mark.usefixtures("family")
def test_a_wrong_credit_is_refused(take: Take, world: World, line: str, code: str) -> None:
    before = contents(world.db)
    assert [wrong.code for wrong in take("credits", CREDITS, line)] == [code]
    assert contents(world.db) == before


@pytest.mark.usefixtures("family")
def test_another_amount_for_a_credited_month_is_told_with_what_was_credited(take: Take) -> None:
    take("credits", CREDITS, f"{DAUGHTER},310,202611,individual,160.00")
    (wrong,) = take("credits", CREDITS, f"{DAUGHTER},310,202611,individual,170.00")
    assert wrong.code == "CREDIT_DIFFERS"
    assert "¥160.00" in wrong.reason


def test_a_relation_is_active_since_both_consented(take: Take, world: World, family: dict[str, int]) -> None:
    assert take("relations", RELATIONS, SHE_MAY) == []
    donor, beneficiary = family[DAUGHTER], family[MOTHER]
    relation = find_relation_between(world.db, donor_id=donor, beneficiary_id=beneficiary)
    assert relation is not None
    assert (relation.relation, relation.evidence, relation.state) == (2, "verified", "active")
    consented = datetime(2026, 11, 1, 10, 0, tzinfo=BEIJING)
    assert relation.donor_consented_at == relation.beneficiary_consented_at == consented


@pytest.mark.usefixtures("family")
def test_the_same_relation_again_changes_nothing(take: Take, world: World) -> None:
    take("relations", RELATIONS, SHE_MAY, SHE_MAY)
    before = contents(world.db)
    assert take("relations", RELATIONS, SHE_MAY) == []
    assert contents(world.db) == before


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (f"{DAUGHTER},{MOTHER},09,verified,2026-11-01", "KIN_NOT_ELIGIBLE"),
        (f"{DAUGHTER},{MOTHER},2,verified,2026-11-01", "KIN_NOT_ELIGIBLE"),
        (f"{DAUGHTER},{MOTHER},03,verified,2026-11-01", "KIN_CONTRADICTION"),
        (f"{DAUGHTER},{MOTHER},02,hearsay,2026-11-01", "FIELD_INVALID"),
        (f"{DAUGHTER},{MOTHER},02,verified,yesterday", "FIELD_INVALID"),
        (f"{DAUGHTER},{MOTHER},02,verified,2026-11-06", "CONSENT_MISSING"),
        (f"{DAUGHTER},35020000000999,02,verified,2026-11-01", "PERSON_UNKNOWN"),
        (f"35020000000999,{MOTHER},02,verified,2026-11-01", "PERSON_UNKNOWN"),
        (f"{MOTHER},{DAUGHTER},03,verified,2026-11-01", "NO_PERSONAL_ACCOUNT"),
    ],
)
@pytest.mark.usefixtures("family")
def test_a_wrong_relation_is_refused(take: Take, world: World, line: str, code: str) -> None:
    before = contents(world.db)
    assert [wrong.code for wrong in take("relations", RELATIONS, line)] == [code]
    assert contents(world.db) == before


@pytest.mark.usefixtures("family")
def test_a_standing_relation_told_differently_is_refused(take: Take) -> None:
    take("relations", RELATIONS, SHE_MAY)
    (wrong,) = take("relations", RELATIONS, SHE_MAY.replace("verified", "declared"))
    assert wrong.code == "RELATION_EXISTS"


def test_a_quota_is_set_aside_from_the_donors_account(take: Take, world: World, family: dict[str, int]) -> None:
    take("relations", RELATIONS, SHE_MAY)
    assert take("quotas", QUOTAS, OF_80_YUAN) == []
    (quota,) = find_quotas(world.db, beneficiaries=[family[MOTHER]])[family[MOTHER]]
    # Who sends notices leaves what a file did to the inbox.
    assert world.db.execute("select channel from fact where fact_id = %s", [quota.quota_id]).fetchone() == ("import",)
    assert (quota.limit_fen, quota.period_type, quota.uses, quota.donor_pool) == (80_00, "OPEN", ALL_USES, XIAMEN)
    assert world.own(family[DAUGHTER]) == 20_00


def test_a_quota_may_be_for_some_uses_only_and_end_with_the_year(
    take: Take, world: World, family: dict[str, int]
) -> None:
    take("relations", RELATIONS, SHE_MAY)
    assert take("quotas", QUOTAS, f"{DAUGHTER},{MOTHER},80.00,ANNUAL,VISIT;PHARMACY") == []
    (quota,) = find_quotas(world.db, beneficiaries=[family[MOTHER]])[family[MOTHER]]
    assert (quota.uses, quota.valid_to) == (Use.VISIT | Use.PHARMACY, date(2027, 1, 1))


def test_r_22_a_whole_balance_is_let_where_the_province_offers_it_and_is_known_again_after_use(
    take: Take, world: World
) -> None:
    in_guizhou(world)
    mother = person(2, brdy="1955-03-04", insutype="390", insuplc_admdvs="520302", balc="")
    take("people", PEOPLE, person(1, insuplc_admdvs="520102"), mother)
    take("relations", RELATIONS, SHE_MAY)
    all_of_it = f"{DAUGHTER},{MOTHER},,WHOLE,VISIT;PHARMACY"
    assert take("quotas", QUOTAS, all_of_it) == []
    people = by_number(world.db, world.keys, person_numbers=[DAUGHTER, MOTHER])
    (quota,) = find_quotas(world.db, beneficiaries=[people[MOTHER]])[people[MOTHER]]
    assert (quota.is_whole_balance, world.own(people[DAUGHTER])) == (True, 100_00)
    world.buy(people[MOTHER], (PILLS, 30_00))
    assert world.own(people[DAUGHTER]) == 70_00
    assert take("quotas", QUOTAS, all_of_it) == []
    assert [wrong.code for wrong in take("quotas", QUOTAS, all_of_it + ";RESIDENT_CONTRIB")] == ["QUOTA_EXISTS"]


@pytest.mark.usefixtures("family")
def test_the_same_quota_again_changes_nothing(take: Take, world: World) -> None:
    take("relations", RELATIONS, SHE_MAY)
    take("quotas", QUOTAS, OF_80_YUAN, OF_80_YUAN)
    before = contents(world.db)
    assert take("quotas", QUOTAS, OF_80_YUAN) == []
    assert contents(world.db) == before


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (f"{DAUGHTER},{MOTHER},100.01,OPEN,", "PA_INSUFFICIENT"),
        (f"{DAUGHTER},{MOTHER},0,OPEN,", "FIELD_INVALID"),
        (f"{DAUGHTER},{MOTHER},1.005,OPEN,", "AMOUNT_INVALID"),
        (f"{DAUGHTER},{MOTHER},80.00,MONTHLY,", "FIELD_INVALID"),
        (f"{DAUGHTER},{MOTHER},80.00,WHOLE,", "FIELD_INVALID"),
        (f"{DAUGHTER},{MOTHER},,OPEN,", "AMOUNT_INVALID"),
        (f"{DAUGHTER},{MOTHER},,WHOLE,", "WHOLE_BALANCE_TOO_FAR"),
        (f"{DAUGHTER},{MOTHER},80.00,OPEN,VISIT;GROCERIES", "FIELD_INVALID"),
        (f"{DAUGHTER},{SON_IN_LAW},80.00,OPEN,", "RELATION_UNKNOWN"),
        (f"{DAUGHTER},35020000000999,80.00,OPEN,", "PERSON_UNKNOWN"),
    ],
)
@pytest.mark.usefixtures("family")
def test_a_wrong_quota_is_refused(take: Take, world: World, line: str, code: str) -> None:
    take("relations", RELATIONS, SHE_MAY)
    before = contents(world.db)
    assert [wrong.code for wrong in take("quotas", QUOTAS, line)] == [code]
    assert contents(world.db) == before


@pytest.mark.usefixtures("family")
def test_a_quota_that_is_set_with_another_limit_is_refused(take: Take) -> None:
    take("relations", RELATIONS, SHE_MAY)
    take("quotas", QUOTAS, OF_80_YUAN)
    (wrong,) = take("quotas", QUOTAS, f"{DAUGHTER},{MOTHER},90.00,OPEN,")
    assert wrong.code == "QUOTA_EXISTS"


def test_an_item_is_entered_with_its_price_limit_and_share(take: Take, world: World) -> None:
    assert take("catalogue", CATALOGUE, "XA01,阿司匹林,101,02,1,12.345678,0.1000", "XA02,棉签,301,03,0,,") == []
    assert find_items(world.db, codes=["XA01", "XA02"]) == {
        "XA01": CatalogueItem("XA01", "101", "02", True, 12_345_678, 1_000),
        "XA02": CatalogueItem("XA02", "301", "03", False, None, 0),
    }


def test_a_known_item_is_brought_up_to_date(take: Take, world: World) -> None:
    take("catalogue", CATALOGUE, "XA01,阿司匹林,101,02,1,12.345678,0.1")
    assert take("catalogue", CATALOGUE, "XA01,阿司匹林,101,01,1,,0") == []
    assert find_items(world.db, codes=["XA01"])["XA01"] == CatalogueItem("XA01", "101", "01", True, None, 0)


@pytest.mark.parametrize(
    "line",
    [
        "XA01,阿司匹林,101,04,1,,0",
        "XA01,阿司匹林,pills,01,1,,0",
        "XA01,阿司匹林,101,01,1,,1.0001",
        "XA01,阿司匹林,101,01,1,,0.00001",
        "XA01,阿司匹林,101,01,1,-1,0",
        "XA01,阿司匹林,101,01,1,0.0000001,0",
        "XA01,阿司匹林,101,01,2,,0",
        ",阿司匹林,101,01,1,,0",
    ],
)
def test_a_wrong_item_is_refused(take: Take, world: World, line: str) -> None:
    assert [wrong.code for wrong in take("catalogue", CATALOGUE, line)] == ["FIELD_INVALID"]
    assert find_items(world.db, codes=["XA01"]) == {}
