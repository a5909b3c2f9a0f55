"""What a register answered, in the words of the domain: people by identifier instead of certificate."""

from gongji import insured
from gongji.edge.api.call import Call
from gongji.edge.partners import Certificate, KinAnswer
from gongji.edge.partners.civil_affairs import SOURCE, RegisteredFact
from gongji.kinship import Evidence, FactKind, KinFact, Nature, NearRelative, spouses


def evidence_of(call: Call, answer: KinAnswer) -> Evidence:
    """The evidence of a register's answer; facts about people who are not insured here are left out."""
    named = {one for fact in answer.facts for one in (fact.subject, fact.object)}
    found = insured.by_certificate(call.db, call.keys, certificates=[_key(one) for one in named]) if named else {}
    known = [fact for fact in answer.facts if {_key(fact.subject), _key(fact.object)} <= found.keys()]
    return Evidence(
        SOURCE,
        knows=answer.knows,
        relation=NearRelative(int(answer.relation)) if answer.relation else None,
        facts=tuple(_fact(call, fact, found) for fact in known),
    )


def _fact(call: Call, fact: RegisteredFact, found: dict[tuple[str, str], int]) -> KinFact:
    kind = FactKind[fact.kind.upper()]
    both = found[_key(fact.subject)], found[_key(fact.object)]
    subject, object_ = spouses(*both) if kind is FactKind.SPOUSE else both
    return KinFact(
        0, kind, Nature[fact.nature.upper()], subject, object_, "register", SOURCE, fact.since, fact.until, call.now
    )


def _key(one: Certificate) -> tuple[str, str]:
    return one.certificate_type, one.certificate_number
