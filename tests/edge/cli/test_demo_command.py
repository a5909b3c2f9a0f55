"""The demo world: loaded once, as operators import files, and left alone afterwards."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from gongji import insured, mutual_aid
from gongji.edge.cli.demo import DEMO, WALLET_OFF, load_demo
from gongji.edge.imports import import_file
from gongji.edge.operator_error import OperatorError
from gongji.edge.settings import Settings
from gongji.ground.divisions import PoolKind, pools
from gongji.ground.identity_number import is_identity_number
from gongji.ground.keys import FileKeyStore
from gongji.institutions import find_pools
from gongji.mutual_aid import find_relation_between
from tests.contents import contents
from tests.world import NOON


@pytest.fixture
def settings(tmp_path: Path, database) -> Settings:
    """Settings of an operator on the day of the tests."""
    return Settings(tmp_path, tmp_path / "keys.json", database_url=database.url, clock=f"frozen:{NOON.isoformat()}")


def lines_of(name):
    """The lines of one of the demo's files."""
    with (DEMO / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_demo_world_is_loaded_once_and_what_happens_in_it_stays(database, db, settings):
    assert load_demo(settings, database)
    keys = FileKeyStore(settings.key_store)
    daughter, mother = (insured.require_person(db, keys, person_number=n) for n in ("35020000000101", "62010000000102"))
    relation = find_relation_between(db, donor_id=daughter, beneficiary_id=mother)
    assert relation
    mutual_aid.dissolve(db, relation_id=relation.relation_id, reason="DONOR_REQUEST", now=NOON)
    db.commit()
    before = contents(db)
    assert not load_demo(settings, database)
    assert contents(db) == before


def test_everybody_and_everything_of_the_files_is_there(database, db, settings):
    load_demo(settings, database)
    counted = {
        "people": "select count(*) from insured_relation",
        "institutions": "select count(*) from institution",
        "credits": "select count(*) from monthly_credit",
        "relations": "select count(*) from aid_relation",
        "quotas": "select count(*) from quota",
        "catalogue": "select count(*) from catalogue_item",
    }
    for name, question in counted.items():
        assert db.execute(question).fetchone() == (len(lines_of(name)),), name


def test_a_load_that_was_interrupted_is_completed(database, db, settings, tmp_path):
    for kind in ("institutions", "people"):
        copy = tmp_path / f"{kind}.csv"
        copy.write_bytes((DEMO / f"{kind}.csv").read_bytes())
        import_file(settings, database, kind=kind, path=copy, progress=lambda done, whole: None)
    assert load_demo(settings, database)
    assert db.execute("select count(*) from quota").fetchone() == (len(lines_of("quotas")),)
    assert db.execute("select count(*) from insured_relation").fetchone() == (len(lines_of("people")),)


def test_the_wallet_is_on_in_every_pool_but_two(database, db, settings):
    load_demo(settings, database)
    states = find_pools(db, pools=[pool.code for pool in pools(NOON.date())])
    assert {pool for pool, state in states.items() if not state.wallet_enabled(NOON.date())} == set(WALLET_OFF)
    published = [p for p in pools(NOON.date()) if p.kind in (PoolKind.PREFECTURE, PoolKind.MUNICIPALITY)]
    assert len(published) == 337
    assert 660000 in states


def test_production_has_no_invented_people(database, db, settings):
    before = contents(db)
    with pytest.raises(OperatorError):
        load_demo(replace(settings, production=True), database)
    assert contents(db) == before


def test_everybody_is_invented_and_plausible():
    people = lines_of("people")
    assert len({line["psn_no"][6:12] for line in people}) >= 40
    for line in people:
        number = line["certno"]
        # No division has such a code, and no mobile number such a beginning.
        assert number.startswith("999"), line
        assert not line["tel"] or line["tel"].startswith("111"), line
        if line["psn_cert_type"] == "01":
            assert is_identity_number(number), line
            assert number[6:14] == line["brdy"].replace("-", ""), line
            assert int(number[16]) % 2 == int(line["gend"]) % 2, line
