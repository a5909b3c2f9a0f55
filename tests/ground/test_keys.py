"""Personal fields are sealed under a key of the person, found by blind indexes, and keys lie in a file of the owner."""

import hmac
import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tongsuopy.crypto.exceptions import InvalidTag

from gongji.ground.keys import (
    KEY_BYTES,
    NONCE_BYTES,
    TAG_BYTES,
    FileKeyStore,
    fresh_person_keys,
    open_sealed,
    seal,
    split_keys,
)

CHEN, LIN = 7_001, 7_002
KEY = bytes(range(KEY_BYTES))


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "gongji.json"


@given(st.binary(), st.integers(0, 2**63 - 1))
def test_what_is_sealed_for_a_person_is_opened_for_her(plain: bytes, person_id: int) -> None:
    sealed = seal(plain, key=KEY, person_id=person_id)
    assert len(sealed) == NONCE_BYTES + len(plain) + TAG_BYTES
    assert open_sealed(sealed, key=KEY, person_id=person_id) == plain


def test_a_blob_moved_to_another_person_is_refused() -> None:
    sealed = seal("陈一".encode(), key=KEY, person_id=CHEN)
    with pytest.raises(InvalidTag):
        open_sealed(sealed, key=KEY, person_id=LIN)


def test_another_key_is_refused() -> None:
    sealed = seal("陈一".encode(), key=KEY, person_id=CHEN)
    with pytest.raises(InvalidTag):
        open_sealed(sealed, key=bytes(KEY_BYTES), person_id=CHEN)


@pytest.mark.parametrize("place", [0, NONCE_BYTES, -1])
def test_one_changed_bit_in_nonce_text_or_tag_is_refused(place: int) -> None:
    sealed = bytearray(seal("陈一".encode(), key=KEY, person_id=CHEN))
    sealed[place] ^= 1
    with pytest.raises(InvalidTag):
        open_sealed(bytes(sealed), key=KEY, person_id=CHEN)


def test_the_same_text_is_sealed_differently_every_time() -> None:
    assert len({seal(b"same", key=KEY, person_id=CHEN) for _ in range(100)}) == 100


def test_a_wrapped_key_comes_back_alone_or_with_others_and_does_not_show_itself(key_file: Path) -> None:
    store = FileKeyStore(key_file)
    keys = fresh_person_keys(3)
    wrapped = split_keys(store.wrap(keys))
    assert len(set(split_keys(keys))) == 3
    assert [store.unwrap(one, master_key_id=store.master_key_id) for one in wrapped] == split_keys(keys)
    assert not set(wrapped) & set(split_keys(keys))


def test_a_key_wrapped_before_the_master_key_changed_is_unwrapped_by_the_old_one(key_file: Path) -> None:
    before = FileKeyStore(key_file)
    key = fresh_person_keys(1)
    wrapped = before.wrap(key)
    content = json.loads(key_file.read_text())
    key_file.write_text(json.dumps({**content, "current": "2", "master": {**content["master"], "2": "ab" * KEY_BYTES}}))
    after = FileKeyStore(key_file)
    assert (before.master_key_id, after.master_key_id) == (1, 2)
    assert after.unwrap(wrapped, master_key_id=1) == key
    assert after.wrap(key) != wrapped


@given(value=st.text(st.characters(exclude_categories=["Cs"])))
def test_a_blind_index_is_the_first_half_of_hmac_sm3(tmp_path_factory: pytest.TempPathFactory, value: str) -> None:
    key_file = tmp_path_factory.getbasetemp() / "blind_index.json"
    store = FileKeyStore(key_file)
    index_key = bytes.fromhex(json.loads(key_file.read_text())["index"])
    assert store.blind_index("number", value) == hmac.digest(index_key, f"number\0{value}".encode(), "sm3")[:16]


def test_a_blind_index_tells_kinds_and_stores_apart(tmp_path: Path) -> None:
    one, other = FileKeyStore(tmp_path / "one.json"), FileKeyStore(tmp_path / "other.json")
    indexes = {one.blind_index("number", "1"), one.blind_index("telephone", "1"), other.blind_index("number", "1")}
    assert len(indexes) == 3


def test_the_key_file_is_readable_by_its_owner_only_and_says_it_is_for_the_sandbox(key_file: Path) -> None:
    store = FileKeyStore(key_file)
    assert store.sandbox
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert "not for production" in json.loads(key_file.read_text())["marked"]


def test_a_second_start_uses_the_same_keys(key_file: Path) -> None:
    wrapped = FileKeyStore(key_file).wrap(KEY)
    assert FileKeyStore(key_file).unwrap(wrapped, master_key_id=1) == KEY


def test_two_starters_at_once_agree_on_one_key_file_and_leave_nothing_else(tmp_path: Path) -> None:
    starters = 8
    for number in range(20):
        key_file = tmp_path / str(number) / "keys.json"
        start = Barrier(starters)

        def open_store(key_file: Path = key_file, start: Barrier = start) -> bytes:
            start.wait()
            return FileKeyStore(key_file).wrap(KEY)

        with ThreadPoolExecutor(starters) as threads:
            futures = [threads.submit(open_store) for _ in range(starters)]
        assert len({future.result() for future in futures}) == 1
        assert [path.name for path in key_file.parent.iterdir()] == ["keys.json"]


def test_a_damaged_wrapped_key_does_not_spoil_the_next_one(key_file: Path) -> None:
    store = FileKeyStore(key_file)
    keys = fresh_person_keys(2)
    damaged, whole = split_keys(store.wrap(keys))
    with pytest.raises(ValueError, match="16 bytes"):
        store.unwrap(damaged[:-1], master_key_id=1)
    assert store.unwrap(whole, master_key_id=1) == split_keys(keys)[1]


def test_many_threads_unwrap_at_once(key_file: Path) -> None:
    store = FileKeyStore(key_file)
    keys = fresh_person_keys(400)
    with ThreadPoolExecutor(8) as threads:
        unwrapped = threads.map(lambda one: store.unwrap(one, master_key_id=1), split_keys(store.wrap(keys)))
        assert b"".join(unwrapped) == keys
