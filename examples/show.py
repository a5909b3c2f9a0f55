"""Print a JSON answer for a person: plain fields side by side, exactly as they came, nested ones below.

python show.py < answer                       the whole answer
python show.py setl_id psn_cash_pay < answer  whether it was good, and only these fields
"""

import json
import sys
from decimal import Decimal
from typing import Any

WIDTH = 110


def scalar(value: Any) -> str:
    # 218.50 stays 218.50.
    return str(value) if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)


def lines(node: Any, indent: str) -> list[str]:
    """The inside of an object or list, line by line."""
    pairs = (
        [(f'"{key}": ', value) for key, value in node.items()] if isinstance(node, dict) else [("", v) for v in node]
    )
    told: list[str] = []
    beside = False
    for number, (key, value) in enumerate(pairs, 1):
        comma = "," if number < len(pairs) else ""
        if isinstance(value, dict | list) and value:
            first, last = "{}" if isinstance(value, dict) else "[]"
            told += [f"{indent}{key}{first}", *lines(value, indent + "  "), f"{indent}{last}{comma}"]
            beside = False
            continue
        text = f"{key}{scalar(value)}{comma}"
        if beside and len(told[-1]) + 1 + len(text) <= WIDTH:
            told[-1] += f" {text}"
        else:
            told.append(indent + text)
            beside = True
    return told


def find(node: Any, name: str) -> Any:
    """The first field of this name, however deep; None where there is none."""
    if isinstance(node, dict) and name in node:
        return node[name]
    inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return next((found for one in inner if (found := find(one, name)) is not None), None)


def main(fields: list[str]) -> None:
    answer = json.load(sys.stdin, parse_float=Decimal)
    if fields:
        always = ["infcode"] if answer["infcode"] == "0" else ["infcode", "err_msg"]
        answer = {name: find(answer, name) for name in always + fields}
    print("\n".join(["{", *lines(answer, "  "), "}"]))


main(sys.argv[1:])
