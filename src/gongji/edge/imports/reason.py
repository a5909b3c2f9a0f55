"""Why a line was not taken in, in words for the operator."""

from datetime import date
from typing import Any

from gongji.edge.imports.line import LineRefused
from gongji.edge.wording import refusals_worded
from gongji.ground.money import yuan_of
from gongji.ground.refusal import Refusal, facts_of


def reason_of(refused: Refusal | LineRefused) -> str:
    """A sentence: the line's own, or that of the wording catalogue with the facts filled in."""
    if isinstance(refused, LineRefused):
        return refused.reason
    facts = {name: _shown(name, value) for name, value in facts_of(refused).items()}
    return refusals_worded()[refused.code].en.format_map(facts)


def _shown(name: str, value: Any) -> str:
    if name.endswith("_fen"):
        return f"{yuan_of(value)} yuan"
    return value.isoformat() if isinstance(value, date) else str(value)
