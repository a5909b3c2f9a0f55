"""GB 11643 citizen identity numbers: eighteen places, the last a MOD 11-2 check over the others.

Our own ten lines: the libraries also compare the division with the birth year and so refuse real numbers, since a
number is given at first registration and not at birth.
"""

from datetime import date
from operator import mul

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"


def check_character(first_seventeen: str) -> str:
    """The eighteenth character that GB 11643 asks for."""
    return CHECKS[sum(map(mul, map(int, first_seventeen), WEIGHTS)) % 11]


def is_identity_number(number: str) -> bool:
    """Whether a number has the right length, digits, a real birth date and the right check character."""
    if len(number) != 18 or not (number.isascii() and number[:17].isdigit()):
        return False
    return birth_date(number) is not None and number[17].upper() == check_character(number[:17])


def birth_date(number: str) -> date | None:
    """The birth date inside a number, or None where the eight digits are no date."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
