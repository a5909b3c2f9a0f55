"""A file and its SM3, which stands in a file of the same name beside it: hash, two spaces, name."""

import codecs
import hashlib
from pathlib import Path

PIECE = 1 << 20


def seal(path: Path) -> None:
    """Write the hash of a file beside it."""
    seal_of(path).write_text(f"{digest_of(path).hex()}  {path.name}\n")


def seal_of(path: Path) -> Path:
    """Where the hash of a file stands."""
    return path.with_name(path.name + ".sm3")


def digest_of(path: Path) -> bytes:
    """SM3 of a file, 32 bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.new("sm3")).digest()


def require_utf_8(path: Path) -> None:
    """UnicodeError for what is not UTF-8, or begins with a byte order mark."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        if file.read(len(codecs.BOM_UTF8)) == codecs.BOM_UTF8:
            raise UnicodeError("begins with a byte order mark")
        file.seek(0)
        while piece := file.read(PIECE):
            decoder.decode(piece)
    decoder.decode(b"", final=True)
