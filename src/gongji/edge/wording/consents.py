"""What people agree to, word by word: a version once published stays as it is (N-01, N-02)."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import ClassVar

from gongji.ground.refusal import Refusal, refusal
from gongji.ground.value import value

TEXTS = Path(__file__).parent / "consents.toml"


@value
class ConsentText:
    """One version, in both languages."""

    zh: str
    en: str


@refusal
class ConsentTextUnknown(Refusal):
    """No text was published under this version, so nobody can have agreed to it (N-02)."""

    code: ClassVar[str] = "CONSENT_TEXT_UNKNOWN"
    rule: ClassVar[str] = "N-02"


@cache
def _texts() -> Mapping[str, ConsentText]:
    return {version: ConsentText(**words) for version, words in tomllib.loads(TEXTS.read_text()).items()}


def require_consent_text(version: str) -> ConsentText:
    """The text of a version; refuses ConsentTextUnknown."""
    found = _texts().get(version)
    if found is None:
        raise ConsentTextUnknown()
    return found
