"""The schemes somebody pays a premium of."""

from enum import IntEnum

from gongji.mutual_aid import Use


class Scheme(IntEnum):
    """What is paid for, numbered as schemes are (interface 3)."""

    RESIDENT = 390
    LONG_TERM_CARE = 410

    @property
    def use(self) -> Use:
        """The use a donor must have allowed (Q-03)."""
        return Use.RESIDENT_CONTRIB if self is Scheme.RESIDENT else Use.LTC_CONTRIB
