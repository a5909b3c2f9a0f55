"""Whether a message is what its schema demands, which stands in the fields of pyiso20022's classes."""

import dataclasses
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from xsdata.formats.dataclass.parsers import XmlParser
from xsdata.formats.dataclass.parsers.config import ParserConfig

STRICT = XmlParser(
    config=ParserConfig(
        fail_on_unknown_properties=True, fail_on_unknown_attributes=True, fail_on_converter_warnings=True
    )
)


def read(message: bytes, document: Any) -> Any:
    """The message read; an unknown, missing or wrongly typed element is a fault, and so is whatever breaks a rule."""
    found = STRICT.from_bytes(message, document)
    assert list(broken(found, "")) == []
    return found


def broken(value: Any, path: str) -> Iterator[str]:
    """Where a value breaks what the schema says of its lengths, patterns, digits, occurrences and choices."""
    fields = dataclasses.fields(value)
    if type(value).__name__.endswith("Choice"):
        chosen = [field.name for field in fields if getattr(value, field.name)]
        if len(chosen) != 1:
            yield f"{path}: chosen {chosen}"
    for field in fields:
        content = getattr(value, field.name)
        ones = content if isinstance(content, list) else [] if content is None else [content]
        if len(ones) < field.metadata.get("min_occurs", 0):
            yield f"{path}.{field.name}: {len(ones)} of them"
        for one in ones:
            if dataclasses.is_dataclass(one):
                yield from broken(one, f"{path}.{field.name}")
            elif not kept(one, field.metadata):
                yield f"{path}.{field.name}: {one!r} against {dict(field.metadata)}"


def kept(one: object, rules: Mapping[str, Any]) -> bool:
    """Whether a plain value keeps the rules of its field."""
    if isinstance(one, str):
        longest = rules.get("max_length", len(one))
        fits = bool(rules.get("min_length", 0) <= len(one) <= longest)
        return fits and re.fullmatch(rules.get("pattern", ".*"), one, re.DOTALL) is not None
    if isinstance(one, Decimal):
        _, digits, exponent = one.as_tuple()
        assert isinstance(exponent, int)
        few = len(digits) <= rules.get("total_digits", 99) and -exponent <= rules.get("fraction_digits", 99)
        return few and bool(one >= rules.get("min_inclusive", one))
    return True
