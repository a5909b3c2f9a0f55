"""The envelope of the national interface (interface 1.1 … 1.6): bytes to a message, trusting nothing."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

import msgspec

from gongji.edge.gateway.fields import C1, C3, C6, C10, C12, C20, C30, C50, C100, C200, C1024, C2000, Division, typed
from gongji.edge.gateway.refusals import FieldMissing, FieldTwice, NotAMessage

T = TypeVar("T")

# What real clients send for "nothing" (interface 6); such fields are taken as absent.
NOTHING = frozenset(("", "null", "NULL"))
BYTE_ORDER_MARK = "\ufeff"
DIGEST_BYTES = 16


class Envelope(msgspec.Struct, frozen=True):
    """The fields around `input`; names and lengths are the interface's."""

    infno: C6
    msgid: C30
    mdtrtarea_admvs: Division
    recer_sys_code: C10
    infver: C6
    opter_type: C3
    opter: C30
    opter_name: C50
    inf_time: C20
    fixmedins_code: C12
    fixmedins_name: C200
    input: dict[str, Any]
    insuplc_admdvs: C6 = ""
    sign_no: C30 = ""
    dev_no: C100 = ""
    dev_safe_info: C2000 = ""
    cainfo: C1024 = ""
    signtype: C10 = ""


@dataclass(frozen=True, slots=True)
class Message:
    """A message whose envelope is in order; nodes of the input are read by the transactions.

    extension: how the sender spells exp_content, so that the answer spells it the same way.
    """

    envelope: Envelope
    received_at: datetime
    extension: str

    def node(self, name: str, kind: type[T]) -> tuple[T, str]:
        """A node of the input and its path.

        Clients name nodes otherwise or leave them out (interface 2.1, 6): then it is the first object found, or else
        the input itself.
        """
        given = self.envelope.input
        key = name if name in given else next((k for k, value in given.items() if isinstance(value, dict)), None)
        node, path = (given, "input") if key is None else (given[key], f"input.{key}")
        return typed(node, kind, path=path), path

    def list_node(self, name: str, kind: type[list[T]]) -> tuple[list[T], str]:
        """A node that is a list with something in it, and its path; by its name or else the first list found."""
        given = self.envelope.input
        key = name if name in given else next((k for k, value in given.items() if isinstance(value, list)), name)
        nodes = typed(given.get(key, []), kind, path=f"input.{key}")
        if not nodes:
            raise FieldMissing(field=f"input.{key}")
        return nodes, f"input.{key}"

    def digest(self) -> bytes:
        """A digest of what the message says: number of the transaction and input, whatever the order of its fields (S-12)."""
        said = msgspec.json.encode([self.envelope.infno, self.envelope.input], order="sorted")
        return hashlib.blake2b(said, digest_size=DIGEST_BYTES).digest()


def read_message(body: bytes, *, received_at: datetime) -> Message:
    """The message in a request body, UTF-8 JSON by whatever content type.

    Raises NotAMessage for what is no JSON object at all, FieldTwice, FieldMissing, FieldInvalid.
    """
    try:
        text = body.decode().removeprefix(BYTE_ORDER_MARK)
        given = JSON.decode(text)
        # Escapes can spell what is no character: half a surrogate pair, which nobody can encode, and NUL, which
        # no column can keep.
        storable = "\\u" not in text or "\0" not in json.dumps(given, ensure_ascii=False, default=str).encode().decode()
    except (ValueError, ArithmeticError, RecursionError):
        raise NotAMessage(400, "NOT_A_MESSAGE") from None
    if not isinstance(given, dict) or not storable:
        raise NotAMessage(400, "NOT_A_MESSAGE")
    envelope = typed(given, Envelope, path="")
    return Message(envelope, received_at, "expContent" if '"expContent"' in text else "exp_content")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        names = [name for name, _ in pairs]
        raise FieldTwice(field=next(name for name in names if names.count(name) > 1)[:40])
    return {name: value for name, value in pairs if value is not None and (value.__class__ is not str or _says(value))}


def _says(text: str) -> bool:
    return text not in NOTHING and not text.isspace()


def _no_number(text: str) -> Any:
    raise ValueError(text)


JSON = json.JSONDecoder(object_pairs_hook=_object, parse_float=Decimal, parse_constant=_no_number)
