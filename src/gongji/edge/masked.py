"""Personal data as it may stand on a screen (N-03)."""

from gongji.insured import PersonalFields


def masked(fields: PersonalFields) -> str:
    """Name and person number of somebody, enough to recognise and too little to look up: 张*三 (…0101)."""
    return f"{masked_name(fields.name)} ({masked_number(fields.person_number)})"


def masked_name(name: str) -> str:
    """张*三, 张* for two characters; a name of one character is hidden."""
    if len(name) < 3:
        return f"{name[:-1]}*"
    return f"{name[0]}{'*' * (len(name) - 2)}{name[-1]}"


def masked_number(number: str) -> str:
    """The last four of a person number: …0101."""
    return f"…{number[-4:]}"


def masked_certificate(number: str) -> str:
    """The first six and the last four, 110101********1234; of a shorter one the last two."""
    if len(number) <= 10:
        return f"{'*' * len(number[:-2])}{number[-2:]}"
    return f"{number[:6]}{'*' * (len(number) - 10)}{number[-4:]}"


def masked_telephone(number: str) -> str:
    """138****1234; of a shorter one the last two, "" of none."""
    if len(number) <= 7:
        return f"{'*' * len(number[:-2])}{number[-2:]}"
    return f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}"
