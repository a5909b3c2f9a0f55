"""SM4-GCM on the library itself does what tongsuopy's public classes do (decision 0006)."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tongsuopy.crypto.ciphers import Cipher, algorithms, modes
from tongsuopy.crypto.exceptions import InvalidTag

from gongji.ground import sm4_gcm

KEY, NONCE, AAD = os.urandom(16), os.urandom(12), b"person 1"


@given(st.binary(max_size=400))
def test_what_the_public_classes_seal_is_opened_and_the_other_way_round(plain: bytes) -> None:
    encryptor = Cipher(algorithms.SM4(KEY), modes.GCM(NONCE)).encryptor()
    encryptor.authenticate_additional_data(AAD)
    sealed = encryptor.update(plain) + encryptor.finalize() + encryptor.tag
    assert sm4_gcm.encrypt(plain, key=KEY, nonce=NONCE, aad=AAD) == sealed
    assert sm4_gcm.decrypt(sealed, key=KEY, nonce=NONCE, aad=AAD) == plain


@pytest.mark.parametrize("place", [0, 5, -1])
def test_one_changed_byte_opens_nothing(place: int) -> None:
    sealed = bytearray(sm4_gcm.encrypt(b"138****0000", key=KEY, nonce=NONCE, aad=AAD))
    sealed[place] ^= 1
    with pytest.raises(InvalidTag):
        sm4_gcm.decrypt(bytes(sealed), key=KEY, nonce=NONCE, aad=AAD)


def test_another_key_nonce_or_person_opens_nothing() -> None:
    sealed = sm4_gcm.encrypt(b"x", key=KEY, nonce=NONCE, aad=AAD)
    for wrong in ({"key": os.urandom(16)}, {"nonce": os.urandom(12)}, {"aad": b"person 2"}):
        with pytest.raises(InvalidTag):
            sm4_gcm.decrypt(sealed, **({"key": KEY, "nonce": NONCE, "aad": AAD} | wrong))
