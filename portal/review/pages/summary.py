"""The summary on top of the desk: the money, the students, the members as the registry has them, the lead's contact."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from districts.models import District
from grants.models import Application, Participant
from grants.rules.budget import indirect_costs
from grants.rules.citable import Packet, requested_in
from portal.components.maps import CountyDrawing, PlaceMap, place_map
from portal.review.pages.desk import day_in_words

UNKNOWN = "unknown"


@dataclass(frozen=True)
class SummaryMember:
    """One member as the registry has it today; its students as the submitted version has them."""

    name: str
    address: str
    county: str
    students: str
    small: str
    rural: str


@dataclass(frozen=True)
class DeskSummary:
    """What the desk shows first. `facts` are labels and values; `map` is None where no county outlines are loaded."""

    consortium: str
    consortium_address: str
    facts: list[tuple[str, str]]
    lead: str
    lead_address: str
    contact: list[str]
    members: list[SummaryMember]
    map: PlaceMap | None


def summary_of(
    application: Application,
    packet: Packet,
    reading: Packet,
    participants: Sequence[Participant],
    shapes: Sequence[CountyDrawing],
) -> DeskSummary:
    """The summary of a submitted version; sums leave out what the application doesn't state.

    `shapes` are the counties of the consortium's state.
    """
    coverage = {row["key"]: row for row in reading.get("coverage", {}).get("rows", [])}
    records = {p.key: p for p in participants}
    members = [_member(p, records.get(p["key"]), coverage.get(p["key"], {})) for p in packet["participants"]]
    lead = next((records.get(p["key"]) for p in packet["participants"] if p["role"] == "lead"), None)
    record = (lead.district or lead.school) if lead else None
    office = _agency(lead)
    return DeskSummary(
        consortium=packet["consortium"]["name"],
        consortium_address=application.consortium.get_absolute_url(),
        facts=[*_money(packet, coverage.values()), *_places(packet, members)],
        lead=lead.name if lead else "",
        lead_address=record.get_absolute_url() if record else "",
        contact=[text for text in (office.phone, office.office_email) if text] if office else [],
        members=members,
        map=_map([_agency(records.get(p["key"])) for p in packet["participants"]], shapes),
    )


def _agency(participant: Participant | None) -> District | None:
    """The member district, or the district of the member school."""
    if participant is None:
        return None
    return participant.district or (participant.school.district if participant.school else None)


def _map(agencies: Iterable[District | None], shapes: Sequence[CountyDrawing]) -> PlaceMap | None:
    drawn = place_map(shapes, counties=[one.county.fips for one in agencies if one and one.county])
    return replace(drawn, words="Counties with members") if drawn else None


def _member(stated: Packet, participant: Participant | None, row: Packet) -> SummaryMember:
    record = (participant.district or participant.school) if participant else None
    agency = _agency(participant)
    year = f" ({agency.rural_year})" if agency and agency.rural_year else ""
    enrollment = row.get("enrollment")
    return SummaryMember(
        name=stated["name"],
        address=record.get_absolute_url() if record else "",
        county=agency.county.name if agency and agency.county else UNKNOWN,
        students=f"{enrollment:,}" if enrollment else UNKNOWN,
        small=f"{agency.srsa}{year}" if agency else UNKNOWN,
        rural=f"{agency.rlis}{year}" if agency else UNKNOWN,
    )


def _money(packet: Packet, rows: Iterable[Packet]) -> list[tuple[str, str]]:
    rows = list(rows)
    asked = requested_in(packet)
    match = sum(b["amount"] or 0 for b in packet["budget"] if b["source"] == "match")
    reached = sum(row.get("students") or 0 for row in rows)
    enrolled = sum(row.get("enrollment") or 0 for row in rows)
    ceiling = packet["competition"]["ceilings"]["consortium" if len(packet["participants"]) > 1 else "single"]
    return [
        ("Requested", f"${asked:,}"),
        ("Maximum award", f"${ceiling:,}" if ceiling else "not stated"),
        *_indirect(packet),
        ("Match", f"${match:,}"),
        ("Students reached", f"{reached:,} of {enrolled:,}" if enrolled else f"{reached:,}"),
        ("Requested per student", f"${asked / reached:,.0f}" if reached else "not stated"),
    ]


def _indirect(packet: Packet) -> list[tuple[str, str]]:
    """The indirect costs beside the cap that the round had when the application was submitted."""
    cap = packet["competition"].get("indirect_cap")
    if cap is None:
        return []
    costs = indirect_costs(packet["budget"])
    return [("Indirect costs", f"${costs.amount:,} of at most ${costs.most(cap):,} (cap: {cap}%)")]


def _places(packet: Packet, members: Sequence[SummaryMember]) -> list[tuple[str, str]]:
    competition = packet["competition"]
    counties = sorted({member.county for member in members} - {UNKNOWN})
    return [
        (
            "Project",
            f"{day_in_words(competition['project_starts_on'])} to {day_in_words(competition['project_ends_on'])}",
        ),
        ("Small (SRSA)", _answers(member.small for member in members)),
        ("Rural (RLIS)", _answers(member.rural for member in members)),
        ("Counties", ", ".join(counties) or UNKNOWN),
    ]


def _answers(answers: Iterable[str]) -> str:
    counts = Counter(answer.split(" ")[0] for answer in answers)
    return ", ".join(f"{counts[word]} {word}" for word in ("yes", "no", UNKNOWN) if counts[word])
