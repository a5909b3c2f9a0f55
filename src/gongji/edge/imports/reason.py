"""Why a line was not taken in, in words for the operator."""

from gongji.edge.imports.line import LineRefused
from gongji.edge.wording import sentence
from gongji.ground.refusal import Refusal


def reason_of(refused: Refusal | LineRefused) -> str:
    """A sentence: the line's own, or that of the wording catalogue."""
    return refused.reason if isinstance(refused, LineRefused) else sentence(refused, language="en")
