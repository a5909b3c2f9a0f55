"""Amounts in capitals (大写金额), as cheques and notices carry them so that no figure can be changed by a stroke."""

DIGITS = "零壹贰叁肆伍陆柒捌玖"
POWERS = ((10**8, "亿"), (10**4, "万"), (10**3, "仟"), (10**2, "佰"), (10, "拾"))


def in_capitals(amount_fen: int) -> str:
    """12_345_67 -> "壹万贰仟叁佰肆拾伍元陆角柒分". One 零 for a gap however long; 整 where no fen follow.

    Source: 正确填写票据和结算凭证的基本规定 (annex of the payment and settlement measures of 1997), articles 2 and 5.
    """
    yuan, rest = divmod(abs(amount_fen), 100)
    jiao, fen = divmod(rest, 10)
    whole = f"{_whole(yuan)}元" if yuan else ""
    if not rest:
        text = whole or "零元"
    elif not jiao:
        text = f"{whole}零{DIGITS[fen]}分" if yuan else f"{DIGITS[fen]}分"
    else:
        text = f"{whole}{DIGITS[jiao]}角" + (f"{DIGITS[fen]}分" if fen else "")
    return ("负" if amount_fen < 0 else "") + text + ("" if fen else "整")


def _whole(number: int) -> str:
    """A whole number above nothing: 100_005 -> "壹拾万零伍"."""
    for power, unit in POWERS:
        if number >= power:
            many, rest = divmod(number, power)
            gap = "零" if 0 < rest < power // 10 else ""
            return _whole(many) + unit + gap + (_whole(rest) if rest else "")
    return DIGITS[number]
