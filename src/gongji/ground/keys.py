"""Personal fields: one sealed blob a person under a key of that person, and blind indexes to find people by.

SM4-GCM and HMAC-SM3 (N-21). The key of a person is kept wrapped under a master key, which only the key store knows;
destroying the wrapped key erases the person. Algorithm and master key id stand beside every ciphertext (N-23).
"""

import hashlib
import json
import os
import secrets
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Protocol

from tongsuopy.crypto.ciphers import Cipher, algorithms, modes

from gongji.ground import sm4_gcm
from gongji.ground.sm4_gcm import TAG_BYTES as TAG_BYTES

SM4_GCM = 1
KEY_BYTES = 16
NONCE_BYTES = 12
BLIND_INDEX_BYTES = 16
HMAC_BLOCK = 64


class KeyStore(Protocol):
    """What a key store must do: a file in the sandbox, a hardware module in production (N-22)."""

    sandbox: bool
    master_key_id: int

    def wrap(self, person_keys: bytes) -> bytes:
        """Wrap any number of 16-byte person keys, laid end to end, under the current master key."""
        ...

    def unwrap(self, wrapped: bytes, *, master_key_id: int) -> bytes:
        """The 16-byte key inside a wrapped one."""
        ...

    def blind_index(self, kind: str, value: str) -> bytes:
        """A 16-byte keyed digest by which a value is found without being stored."""
        ...


class FileKeyStore:
    """Keys in a file that only its owner may read. For the sandbox and for tests, NOT for production (N-22).

    A person's key is one block of random bytes, so one block of SM4 wraps it; whether it came back right is shown
    by the GCM tag of what it opens.
    """

    sandbox = True

    def __init__(self, path: Path) -> None:
        """Open the key file, making one with fresh keys if there is none."""
        if not path.exists():
            _make_key_file(path)
        keys = json.loads(path.read_text())
        self.master_key_id = int(keys["current"])
        self._masters = {int(number): bytes.fromhex(key) for number, key in keys["master"].items()}
        self._of_thread = threading.local()
        index_key = bytes.fromhex(keys["index"])
        # HMAC by its definition with both key blocks hashed once: three times faster than hmac.digest here.
        self._inner = hashlib.new("sm3", bytes(b ^ 0x36 for b in index_key.ljust(HMAC_BLOCK, b"\0")))
        self._outer = hashlib.new("sm3", bytes(b ^ 0x5C for b in index_key.ljust(HMAC_BLOCK, b"\0")))

    def wrap(self, person_keys: bytes) -> bytes:
        """Wrap keys laid end to end; the answer has the same length and order."""
        encryptor = Cipher(algorithms.SM4(self._masters[self.master_key_id]), modes.ECB()).encryptor()
        return bytes(encryptor.update(person_keys))

    def unwrap(self, wrapped: bytes, *, master_key_id: int) -> bytes:
        """The key inside a wrapped one."""
        if len(wrapped) != KEY_BYTES:
            raise ValueError(f"a wrapped key has {KEY_BYTES} bytes")
        # Setting a cipher up takes five times as long as one block, and in ECB whole blocks leave no trace behind.
        decryptors: dict[int, Any] = self._of_thread.__dict__.setdefault("decryptors", {})
        if master_key_id not in decryptors:
            decryptors[master_key_id] = Cipher(algorithms.SM4(self._masters[master_key_id]), modes.ECB()).decryptor()
        return bytes(decryptors[master_key_id].update(wrapped))

    def blind_index(self, kind: str, value: str) -> bytes:
        """HMAC-SM3 of kind and value, the first 16 bytes."""
        inner = self._inner.copy()
        inner.update(f"{kind}\0{value}".encode())
        outer = self._outer.copy()
        outer.update(inner.digest())
        return outer.digest()[:BLIND_INDEX_BYTES]


def _make_key_file(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {
        "marked": "sandbox: file key store, not for production (N-22)",
        "current": "1",
        "master": {"1": secrets.token_hex(KEY_BYTES)},
        "index": secrets.token_hex(32),
    }
    # Written beside and linked into place: of two starters one wins, and no reader sees half a file.
    with NamedTemporaryFile("w", dir=path.parent) as draft:
        json.dump(content, draft, indent=2)
        draft.flush()
        with suppress(FileExistsError):
            os.link(draft.name, path)


def fresh_person_keys(count: int) -> bytes:
    """Random keys for `count` people, laid end to end."""
    return os.urandom(KEY_BYTES * count)


def seal(plain: bytes, *, key: bytes, person_id: int) -> bytes:
    """Nonce, ciphertext and tag of SM4-GCM; bound to the person, so that blobs cannot be swapped."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + sm4_gcm.encrypt(plain, key=key, nonce=nonce, aad=person_id.to_bytes(8))


def open_sealed(sealed: bytes, *, key: bytes, person_id: int) -> bytes:
    """What `seal` sealed; raises InvalidTag where the blob, the key or the person is not the right one."""
    nonce, rest = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    return sm4_gcm.decrypt(rest, key=key, nonce=nonce, aad=person_id.to_bytes(8))


def split_keys(laid_end_to_end: bytes) -> Sequence[bytes]:
    """The single keys of what `fresh_person_keys` or `wrap` returned."""
    return [laid_end_to_end[i : i + KEY_BYTES] for i in range(0, len(laid_end_to_end), KEY_BYTES)]
