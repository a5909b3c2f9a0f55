"""Stand-ins for the systems of others, for the sandbox and the tests: real HTTP, and on demand slow, wrong or down.

They answer from the demo world: civil affairs knows the families of `examples/demo` whose kinship is verified there.
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
    for line in _lines("relations"):
        donor, beneficiary = people[line["donor_psn_no"]], people[line["beneficiary_psn_no"]]
        if line["evidence"] == "verified":
            younger = max(donor["brdy"], beneficiary["brdy"])
            register.enter(_certificate(donor), _certificate(beneficiary), line["relation"], since=younger)
    return register


class StandIn:
    """One server for all partners; `behaviour` may be changed while it serves."""

    def __init__(self, register: Register, *, port: int = 0) -> None:
        """port: 0 for any that is free."""
        self.register = register
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

    def answer(self, path: str, question: dict[str, Any]) -> dict[str, Any] | None:
        """What a path answers, None where nobody is there."""
        if path == "/kinship":
            return self.register.kin(question)
        if path == "/behaviour":
            self.behaviour = Behaviour(question["how"])
            return {"how": self.behaviour}
        return None


def _handler(stand_in: StandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            question = json.loads(self.rfile.read(int(self.headers["content-length"])))
            how = Behaviour.WELL if self.path == "/behaviour" else stand_in.behaviour
            if how is Behaviour.SLOW:
                time.sleep(SLOW_SECONDS)
            found = None if how is Behaviour.DOWN else stand_in.answer(self.path, question)
            body = b"<html>maintenance</html>" if how is Behaviour.WRONG else json.dumps(found).encode()
            self.send_response(503 if how is Behaviour.DOWN else 200 if found is not None else 404)
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
