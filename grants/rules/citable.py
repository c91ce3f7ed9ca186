"""What a reviewer can cite in a submitted version: paragraphs of the narrative and cells of the members table."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from grants.rules.collaboration.packet_values import JsonObject
from reviews.rules import paragraphs_of

Packet = JsonObject


def paragraphs_in(packet: Packet) -> dict[str, str]:
    """Every paragraph of the narrative by its key."""
    return {p.key: p.text for section in packet["narrative"] for p in paragraphs_of(section["key"], section["text"])}


def requested_in(packet: Packet) -> int:
    """The grant money that its budget lines ask for, in whole dollars; lines without an amount add nothing."""
    return sum(line["amount"] or 0 for line in packet["budget"] if line["source"] == "grant")


def match_amounts(packet: Packet) -> set[int | None]:
    """The amounts of its match lines."""
    return {line["amount"] for line in packet["budget"] if line["source"] == "match"}


@dataclass(frozen=True)
class Cell:
    """One cell of the members table: `place` is the key that citations use, `text` its content."""

    place: str
    text: str
    is_blank: bool = False
    is_gap: bool = False  # blank although something is expected
    short: str = ""  # the text for a narrow column

    @property
    def anchor(self) -> str:
        """The id of the cell on the page."""
        return anchor_of(self.place)


def cells_in(packet: Packet, reading: Packet) -> dict[str, str]:
    """Every cell of the members table by its key, with the words that a citation quotes."""
    quotes = {}
    for member in members_in(packet, reading):
        for cell, heading in (
            (member.gives, "Contributes"),
            (member.gains, "Students benefit"),
            (member.reach, "Students reached"),
            (member.money, "Grant money received"),
        ):
            quotes[cell.place] = f"{heading}: {cell.text}"
        for cell, activity in zip(member.parts, packet["activities"], strict=True):
            quotes[cell.place] = f"{activity['title']}: {cell.text}"
    return quotes


def anchor_of(place: str) -> str:
    """The id on the page of a place that a citation or a finding points to; "" if the page has none."""
    kind, _, rest = place.partition(":")
    if kind == "paragraph":
        return rest
    if kind in ("participant", "signature"):
        return f"member-{rest}"
    if kind in ("cell", "activity", "budget", "element"):
        return place.replace(":", "-")
    return {"list": "members", "narrative": "narrative"}.get(kind, "")


@dataclass(frozen=True)
class PacketMember:
    """One row of the members table. Signatures and findings change after submission and are filled in later."""

    key: str
    name: str
    role: str
    gives: Cell
    gains: Cell
    reach: Cell
    money: Cell
    named: int
    first_named: str
    parts: tuple[Cell, ...]
    signature: str = ""
    has_signature: bool = False
    is_signed: bool = False  # with a signature that no finding questions
    is_missing_signature: bool = False  # asked, and not signed
    is_proposed: bool = False  # the lead wrote a commitment of it that it hasn't accepted
    notes: tuple[tuple[str, str], ...] = ()  # the findings about it: words and anchor

    @property
    def is_lead(self) -> bool:
        """Whether it leads the consortium in this application."""
        return self.role == "lead"

    @property
    def is_one_way(self) -> bool:
        """Whether it contributes nothing or its students don't benefit."""
        return self.gives.is_gap or self.gains.is_gap


def members_in(packet: Packet, reading: Packet) -> list[PacketMember]:
    """The rows, lead first, without signatures and findings, which change after submission."""
    coverage = {row["key"]: row for row in reading.get("coverage", {}).get("rows", [])}
    first = first_mentions(reading)
    return [_member(p, coverage.get(p["key"], {}), packet, first) for p in packet["participants"]]


def members_in_finding(subject_key: str, places: Iterable[Packet], keys: Collection[str]) -> set[str]:
    """The members, of those with these keys, that a stored finding is about or points to."""
    named = {subject_key} | {part for place in places for part in (place.get("anchor") or "").split(":")[1:2]}
    return named & set(keys)


def _member(
    participant: Packet,
    row: Packet,
    packet: Packet,
    first: Mapping[str, str],
) -> PacketMember:
    key = participant["key"]
    has_students = not row.get("is_service_agency")
    gains = "; ".join(row.get("gains", ()))
    students, enrollment = row.get("students"), row.get("enrollment")
    return PacketMember(
        key=key,
        name=participant["name"],
        role=participant["role"],
        gives=_texts(f"cell:{key}:gives", row.get("gives", ())),
        gains=Cell(f"cell:{key}:gains", gains)
        if gains
        else Cell(
            f"cell:{key}:gains",
            "not stated" if has_students else "serves no students directly",
            is_blank=True,
            is_gap=has_students and not students,
        ),
        reach=Cell(f"cell:{key}:students", _reach(students, enrollment), is_blank=not students),
        money=Cell(f"cell:{key}:money", _money(row), is_blank=not row.get("money")),
        named=row.get("mentions", 0),
        first_named=first.get(key, ""),
        parts=tuple(
            _part(key, activity["key"], cell)
            for activity, cell in zip_longest(packet["activities"], row.get("cells", ()))
        ),
    )


def _texts(place: str, texts: Iterable[str]) -> Cell:
    text = "; ".join(texts)
    return Cell(place, text) if text else Cell(place, "not stated", is_blank=True, is_gap=True)


def _reach(students: int | None, enrollment: int | None) -> str:
    if not students:
        return "not stated"
    return f"{students:,} of {enrollment:,}" if enrollment else f"{students:,}"


def _money(row: Packet) -> str:
    if not row.get("money"):
        return "none"
    share = row.get("money_share")
    return f"${row['money']:,}" + (f" ({share:.0%})" if share is not None else "")


def _part(member: str, activity: str, cell: Packet | None) -> Cell:
    place = f"cell:{member}:activity:{activity}"
    if cell is None:
        return Cell(place, "not involved", is_blank=True, short="not involved")
    gives, gains = cell["gives"], gain_of(cell)
    if not gives and not gains:
        return Cell(place, "listed, but nothing is stated", is_blank=True, is_gap=True, short="not stated")
    contributes = f"contributes {gives}" if gives else "contributes nothing"
    benefits = f"students benefit: {gains}" if gains else "students don’t benefit"
    reached = f"{cell['students']:,} students" if cell["students"] else "students benefit"
    short = f"contributes; {reached}" if gives and gains else f"{reached} only" if gains else "contributes only"
    return Cell(place, f"{contributes}; {benefits}", is_gap=not gives or not gains, short=short)


def gain_of(cell: Packet) -> str:
    """How a member's students benefit from one activity; "" if nothing is stated."""
    text = cell["gains"]
    students = f"{cell['students']:,} students" if cell["students"] else ""
    return f"{text} ({students})" if text and students else text or students


def mentions(reading: Packet) -> Iterable[tuple[str, Packet]]:
    """Every name in the narrative, with the key of its paragraph."""
    by_paragraph = reading.get("mentions", {})
    return ((key, mention) for key, mentions in by_paragraph.items() for mention in mentions)


def first_mentions(reading: Packet) -> dict[str, str]:
    """The key of the first paragraph that names each participant."""
    first: dict[str, str] = {}
    for paragraph, mention in mentions(reading):
        if mention["kind"] == "participant":
            first.setdefault(mention["subject"], paragraph)
    return first
