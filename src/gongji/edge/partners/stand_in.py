"""Stand-ins for the systems of others, for the sandbox and the tests: real HTTP, and on demand slow, wrong or down.

They answer from the demo world: civil affairs knows the families of `examples/demo` whose kinship is verified there,
and those of `kin.csv`, who do not share yet.
Short messages are kept to be read: GET /sms/inbox?to=….
"""

import csv
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from gongji.edge.partners.tax_stand_in import TaxOffice

DEMO = Path(__file__).parents[4] / "examples" / "demo"
SLOW_SECONDS = 5.0
FACT_OF = {
    "01": ("spouse", "marriage"),
    "02": ("parent", "birth"),
    "03": ("parent", "birth"),
}
INVERSE = {"01": "01", "02": "03", "03": "02", "04": "04", "05": "07", "07": "05", "06": "08", "08": "06"}
Certificate = tuple[str, str]


class Behaviour(StrEnum):
    """How a stand-in answers. WRONG: with what is no answer at all."""

    WELL = "well"
    SLOW = "slow"
    WRONG = "wrong"
    DOWN = "down"


class Register:
    """Families as civil affairs has them on record; more can be entered."""

    def __init__(self) -> None:
        """Empty: it knows nobody."""
        self.relations: dict[tuple[Certificate, Certificate], str] = {}
        self.facts: list[dict[str, Any]] = []
        self.people: set[Certificate] = set()

    def enter(self, of: Certificate, who: Certificate, relation: str, *, since: str) -> None:
        """Put on record what `who` is to `of` (R-03)."""
        self.people |= {of, who}
        self.relations[of, who], self.relations[who, of] = relation, INVERSE[relation]
        if relation in FACT_OF:
            kind, nature = FACT_OF[relation]
            subject, object_ = (of, who) if relation == "03" else (who, of)
            self.facts.append({
                "kind": kind, "nature": nature, "subject": _told(subject), "object": _told(object_), "since": since,
            })  # fmt: skip

    def kin(self, question: dict[str, Any]) -> dict[str, Any]:
        """The answer to a question for two people."""
        of, who = ((question[side]["certificate_type"], question[side]["certificate_number"]) for side in ("of", "who"))
        about = [_told(of), _told(who)]
        return {
            "knows": of in self.people and who in self.people,
            "relation": self.relations.get((of, who), ""),
            "facts": [fact for fact in self.facts if fact["subject"] in about or fact["object"] in about],
        }


def demo_register() -> Register:
    """The verified families of the demo world."""
    register = Register()
    people = {line["psn_no"]: line for line in _lines("people")}
    shared = [line for line in _lines("relations") if line["evidence"] == "verified"]
    known = [(line["donor_psn_no"], line["beneficiary_psn_no"], line["relation"]) for line in shared]
    known += [(line["psn_no"], line["relative_psn_no"], line["relation"]) for line in _lines("kin")]
    for of, who, relation in known:
        younger = max(people[of]["brdy"], people[who]["brdy"])
        register.enter(_certificate(people[of]), _certificate(people[who]), relation, since=younger)
    return register


class Mailbox:
    """Short messages that came, each number once."""

    def __init__(self) -> None:
        """Empty."""
        self.messages: dict[str, dict[str, str]] = {}

    def take(self, message: dict[str, str]) -> dict[str, Any]:
        """Keep a message, unless one with its number came before."""
        self.messages.setdefault(message["number"], {"to": message["to"], "text": message["text"]})
        return {"number": message["number"], "accepted": True}

    def texts(self, to: str) -> list[str]:
        """What came for a telephone, oldest first."""
        return [message["text"] for message in list(self.messages.values()) if message["to"] == to]


class StandIn:
    """One server for all partners; `behaviour` may be changed while it serves."""

    def __init__(self, register: Register, *, port: int = 0) -> None:
        """port: 0 for any that is free."""
        self.register = register
        self.mailbox = Mailbox()
        self.tax = TaxOffice()
        self.behaviour = Behaviour.WELL
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _handler(self))

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self._server.server_port}"

    @contextmanager
    def serving(self) -> Iterator["StandIn"]:
        """Answer in a thread while the block runs."""
        thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()

    def answer(self, method: str, path: str, question: dict[str, Any]) -> dict[str, Any] | None:
        """What a path answers, None where nobody is there."""
        if path.startswith("/premiums"):
            return self.tax.answer(method, path, question)
        if path == "/kinship":
            return self.register.kin(question)
        if path == "/sms":
            return self.mailbox.take(question)
        if path == "/behaviour":
            self.behaviour = Behaviour(question["how"])
            return {"how": self.behaviour}
        return None


def _handler(stand_in: StandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            if asked.path.startswith("/premiums"):
                self._behave("GET", {})
                return
            to = parse_qs(asked.query).get("to", [""])[0]
            found = {"messages": stand_in.mailbox.texts(to)} if asked.path == "/sms/inbox" else None
            self._answer(200 if found is not None else 404, json.dumps(found, ensure_ascii=False).encode())

        def do_POST(self) -> None:
            self._behave("POST", json.loads(self.rfile.read(int(self.headers["content-length"]))))

        def _behave(self, method: str, question: dict[str, Any]) -> None:
            how = Behaviour.WELL if self.path == "/behaviour" else stand_in.behaviour
            if how is Behaviour.SLOW:
                time.sleep(SLOW_SECONDS)
            found = None if how is Behaviour.DOWN else stand_in.answer(method, self.path, question)
            body = b"<html>maintenance</html>" if how is Behaviour.WRONG else json.dumps(found).encode()
            self._answer(503 if how is Behaviour.DOWN else 200 if found is not None else 404, body)

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Nothing personal gets into a log."""

    return Handler


def _lines(name: str) -> list[dict[str, str]]:
    with (DEMO / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _certificate(line: dict[str, str]) -> Certificate:
    return line["psn_cert_type"], line["certno"]


def _told(certificate: Certificate) -> dict[str, str]:
    return {"certificate_type": certificate[0], "certificate_number": certificate[1]}
