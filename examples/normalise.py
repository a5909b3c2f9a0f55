"""Replace what differs from run to run, so that answers can be compared: numbers we give, message numbers, times.

sh pills_in_lanzhou.sh | python normalise.py > pills_in_lanzhou.answers

The same number becomes the same word everywhere, so that it stays visible what refers to what.
"""

import re
import sys

VARYING = re.compile(
    r'(?P<reference>"inf_refmsgid": "\d{30}")'
    r"|(?P<msgid>[HP]\d{29})"
    r"|(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d|\b\d{17}\b)"
    r"|(?<!\d)(?P<stamp>20\d{12})(?=(?:\d\d)?\b)"
    # An identity number has eighteen digits too, and begins with 999 where it is invented.
    r"|(?<!\d)(?!999)(?P<id>\d{18})(?=(?:\d\d)?\b)"
)
seen: dict[str, list[str]] = {}


def word(found: re.Match[str]) -> str:
    kind = str(found.lastgroup)
    if kind == "reference":
        return '"inf_refmsgid": "<reference>"'
    if kind in ("time", "stamp"):
        return f"<{kind}>"
    known = seen.setdefault(kind, [])
    if found[kind] not in known:
        known.append(found[kind])
    return f"<{kind} {known.index(found[kind]) + 1}>"


for line in sys.stdin:
    sys.stdout.write(VARYING.sub(word, line))
