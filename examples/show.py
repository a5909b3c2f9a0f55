"""Print a JSON answer for a person: fields side by side, exactly as they came, nested ones below where they are long.

python show.py < answer                       the whole answer
python show.py setl_id psn_cash_pay < answer  whether it was good, and only these fields

A refusal of the REST API is shown by its code and words, of a list these fields of every entry.
"""

import json
import sys
from decimal import Decimal
from typing import Any

WIDTH = 110


def one_line(node: Any) -> str:
    """The whole of it side by side."""
    if isinstance(node, dict):
        return "{" + ", ".join(f'"{key}": {one_line(value)}' for key, value in node.items()) + "}"
    if isinstance(node, list):
        return "[" + ", ".join(map(one_line, node)) + "]"
    # 218.50 stays 218.50.
    return str(node) if isinstance(node, Decimal) else json.dumps(node, ensure_ascii=False)


def lines(node: Any, indent: str) -> list[str]:
    """The inside of an object or list, line by line."""
    pairs = (
        [(f'"{key}": ', value) for key, value in node.items()] if isinstance(node, dict) else [("", v) for v in node]
    )
    told: list[str] = []
    beside = False
    for number, (key, value) in enumerate(pairs, 1):
        comma = "," if number < len(pairs) else ""
        text = f"{key}{one_line(value)}{comma}"
        if isinstance(value, dict | list) and len(indent + text) > WIDTH:
            first, last = "{}" if isinstance(value, dict) else "[]"
            told += [f"{indent}{key}{first}", *lines(value, indent + "  "), f"{indent}{last}{comma}"]
            beside = False
        elif beside and isinstance(node, dict) and len(told[-1]) + 1 + len(text) <= WIDTH:
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


def only(answer: Any, fields: list[str]) -> Any:
    """What was asked for of an answer."""
    if isinstance(answer, list) and len(fields) == 1:
        return [find(one, fields[0]) for one in answer]
    if isinstance(answer, list):
        return [{name: found for name in fields if (found := find(one, name)) is not None} for one in answer]
    if "after" in answer:
        return only(next(value for value in answer.values() if isinstance(value, list)), fields)
    always = [] if "infcode" not in answer else ["infcode"] if answer["infcode"] == "0" else ["infcode", "err_msg"]
    return {name: find(answer, name) for name in always + fields}


def main(fields: list[str]) -> None:
    answer = json.load(sys.stdin, parse_float=Decimal)
    if "title" in answer:
        answer = only(answer, ["code", "rule", "detail"])
    elif fields:
        answer = only(answer, fields)
    first, last = "[]" if isinstance(answer, list) else "{}"
    print("\n".join([first, *lines(answer, "  "), last]))


main(sys.argv[1:])
