"""Personal data as it may stand on a screen (N-03)."""

from gongji.insured import PersonalFields


def masked(fields: PersonalFields) -> str:
    """Name and person number of somebody, enough to recognise and too little to look up: 张*三 (…0101)."""
    return f"{masked_name(fields.name)} (…{fields.person_number[-4:]})"


def masked_name(name: str) -> str:
    """张*三, 张* for two characters; a name of one character is hidden."""
    if len(name) < 3:
        return f"{name[:-1]}*"
    return f"{name[0]}{'*' * (len(name) - 2)}{name[-1]}"


def masked_certificate(number: str) -> str:
    """999001********0021; of what is no identity number the last four characters."""
    shown = number[:6] if len(number) == 18 else ""
    return f"{shown}{'*' * (len(number) - len(shown) - 4)}{number[-4:]}"


def masked_telephone(telephone: str) -> str:
    """138****1234; "" for who has none."""
    return f"{telephone[:3]}****{telephone[-4:]}" if telephone else ""
