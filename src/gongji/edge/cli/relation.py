"""`./gongji relation …`: who lets whom spend of her personal account."""

from enum import StrEnum
from typing import Annotated

import typer

from gongji import kinship, mutual_aid
from gongji.edge.cli.desk import Desk, open_desk
from gongji.edge.clock import read_moment
from gongji.edge.masked import masked
from gongji.ground.identifiers import cell_of
from gongji.ground.money import yuan_of
from gongji.insured import find_people
from gongji.kinship import NearRelative
from gongji.mutual_aid import AidRelation, RelationAsked, RelationUnknown, find_relation_between, find_relations_by_id

app = typer.Typer(no_args_is_help=True, help="Aid relations between relatives; people are named by person number.")

Donor = Annotated[str, typer.Argument(help="Person number of who gives.", metavar="DONOR")]
Beneficiary = Annotated[str, typer.Argument(help="Person number of who spends.", metavar="BENEFICIARY")]


class Evidence(StrEnum):
    """How well the kinship is known (R-07)."""

    VERIFIED = "verified"
    DECLARED = "declared"
    UNKNOWN = "unknown"


class Reason(StrEnum):
    """Why a relation ends (R-12)."""

    DONOR_REQUEST = "DONOR_REQUEST"
    BENEFICIARY_REQUEST = "BENEFICIARY_REQUEST"
    DONOR_INSURED_CHANGE = "DONOR_INSURED_CHANGE"
    BENEFICIARY_INSURED_CHANGE = "BENEFICIARY_INSURED_CHANGE"
    KIN_ENDED = "KIN_ENDED"
    DEATH_DONOR = "DEATH_DONOR"
    DEATH_BENEFICIARY = "DEATH_BENEFICIARY"
    CASE_PENALTY = "CASE_PENALTY"
    SYSTEM_MERGE = "SYSTEM_MERGE"


@app.command("create")
def create(
    context: typer.Context,
    donor: Donor,
    beneficiary: Beneficiary,
    relation: Annotated[str, typer.Option(help="What the beneficiary is to the donor: 01 spouse … 08 (R-03).")],
    evidence: Annotated[Evidence, typer.Option(help="How well that is known.")],
    donor_agreed: Annotated[str | None, typer.Option(metavar="TIME", help="When the donor agreed.")] = None,
    beneficiary_agreed: Annotated[str | None, typer.Option(metavar="TIME", help="When the beneficiary agreed.")] = None,
) -> None:
    """Let a relative spend; both sides must have agreed."""
    with open_desk(context) as desk:
        asked = RelationAsked(
            donor_id=desk.person(donor),
            beneficiary_id=desk.person(beneficiary),
            relation=kinship.require_near_relative(relation),
            evidence=evidence.value,
            donor_consented_at=read_moment(donor_agreed) if donor_agreed else None,
            beneficiary_consented_at=read_moment(beneficiary_agreed) if beneficiary_agreed else None,
        )
        created = mutual_aid.create_relation(desk.db, asked=asked, now=desk.now, policy=desk.policy)
        print(relation_told(desk, created))


@app.command("dissolve")
def dissolve(
    context: typer.Context,
    donor: Donor,
    beneficiary: Beneficiary,
    reason: Annotated[Reason, typer.Option(help="Why it ends.")] = Reason.DONOR_REQUEST,
) -> None:
    """End a relation; what is left of its quota returns to the donor."""
    with open_desk(context) as desk:
        standing = require_relation(desk, donor, beneficiary)
        ended = mutual_aid.dissolve(desk.db, relation_id=standing.relation_id, reason=reason.value, now=desk.now)
        print(relation_told(desk, ended))


@app.command("show")
def show(context: typer.Context, person: Annotated[str, typer.Argument(help="Person number.")]) -> None:
    """Tell the relations of a person, from both sides, with their quotas."""
    with open_desk(context) as desk:
        person_id = desk.person(person)
        rows = desk.db.execute(
            """
            select relation_id
            from donor_relation
            where cell = %s
            and donor_id = %s
            union
            select relation_id
            from aid_relation
            where cell = %s
            and beneficiary_id = %s
            """,
            [cell_of(person_id), person_id] * 2,
        ).fetchall()
        for _, found in sorted(find_relations_by_id(desk.db, relation_ids=[row[0] for row in rows]).items()):
            print(relation_told(desk, found))


def require_relation(desk: Desk, donor: str, beneficiary: str) -> AidRelation:
    """The relation that stands between two people, by their person numbers; refuses where there is none."""
    found = find_relation_between(desk.db, donor_id=desk.person(donor), beneficiary_id=desk.person(beneficiary))
    if found is None:
        raise RelationUnknown()
    return found


def relation_told(desk: Desk, relation: AidRelation) -> str:
    """A relation in a line, with what is left of its quota."""
    people = find_people(desk.db, people=[relation.donor_id, relation.beneficiary_id])
    donor, beneficiary = (
        masked(people[person].personal_fields(desk.keys)) for person in (relation.donor_id, relation.beneficiary_id)
    )
    kin = NearRelative(relation.relation)
    told = f"{donor} lets {beneficiary}, {kin.name.lower().replace('_', ' ')} ({kin:02d}, {relation.evidence}), spend: "
    if relation.ended_at is not None:
        return f"{told}dissolved {relation.ended_at:%Y-%m-%d %H:%M} ({relation.end_reason})"
    told += f"{relation.state} since {relation.activated_at:%Y-%m-%d %H:%M}"
    quota = desk.quota_of(relation)
    return f"{told}, {yuan_of(desk.left_fen(quota))} left of {yuan_of(quota.limit_fen)}" if quota else told
