"""The due-diligence checklist of a contract, on its page and as text in the pack."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse

from accounts.dates import short_day
from districts.models import District
from portal.components.trails import Trail
from portal.purchasing.pages.editing import trail_below
from purchasing.models import Contract
from purchasing.reads.diligence import Diligence
from purchasing.rules.contracts import FACTS, changes_in_words, shown
from purchasing.rules.documents import DiligenceItem


class ChecklistRow(NamedTuple):
    """A line of the checklist in words."""

    name: str
    status: str
    detail: str


@dataclass(frozen=True)
class DiligencePage:
    """The checklist for one member, or for the consortium."""

    diligence: Diligence
    # The reader's districts that are members, to choose from.
    own: Sequence[District]

    @property
    def contract(self) -> Contract:
        """The contract."""
        return self.diligence.contract

    @property
    def trail(self) -> Trail:
        """The breadcrumbs."""
        return trail_below(self.contract, "Due diligence")

    @property
    def rows(self) -> list[ChecklistRow]:
        """Every item with its status."""
        return [
            ChecklistRow(item.name, _status(item), ". ".join(filter(None, (item.why.rstrip("."), item.detail))) + ".")
            for item in self.diligence.items
        ]

    @property
    def summary(self) -> str:
        """What is missing, by name."""
        return _summary(self.diligence)

    @property
    def file_address(self) -> str:
        """The pack."""
        address = reverse("purchasing:contract_diligence_file", args=[self.contract.consortium.slug, self.contract.pk])
        district = self.diligence.district
        return f"{address}?district={district.leaid}" if district else address

    @property
    def own_links(self) -> list[tuple[str, str]]:
        """The checklists of the reader's other districts."""
        address = reverse("purchasing:contract_diligence", args=[self.contract.consortium.slug, self.contract.pk])
        return [(one.name, f"{address}?district={one.leaid}") for one in self.own if one != self.diligence.district]


def checklist_text(diligence: Diligence) -> str:
    """The checklist as a text file, with the links of documents that are published elsewhere."""
    whose = f" by {diligence.district.name}" if diligence.district else ""
    lines = [
        f"Due-diligence checklist for purchases{whose} under contract {diligence.contract}",
        f"{diligence.contract.consortium}, as of {short_day(diligence.on)}",
        "",
        _summary(diligence),
        "",
    ]
    for item in diligence.items:
        lines.append(f"[{'x' if item.is_present else ' '}] {item.name}: {_status(item)}")
        lines += [f"    {item.detail}"] if item.detail else []
    if links := [one for one in diligence.documents if one.url]:
        lines += ["", "Documents that are published elsewhere:"]
        lines += [f"- {one.get_kind_display()}: {one.title}, {one.url}" for one in links]
    return "\r\n".join(lines) + "\r\n"


def contract_text(diligence: Diligence) -> str:
    """The facts of the contract, its amendments, and the member's joinders as a text file."""
    contract = diligence.contract
    lines = [f"Contract {contract}", f"Consortium: {contract.consortium}"]
    if contract.lead:
        lines.append(f"Lead agency: {contract.lead} ({contract.lead.leaid})")
    for field, fact in FACTS.items():
        value = getattr(contract, field)
        if field not in ("number", "title", "lead") and value not in (None, ""):
            text = ("yes" if value else "no") if isinstance(value, bool) else str(value)
            lines.append(f"{fact.label.capitalize()}: {shown(field, text)}")
    for amendment in diligence.amendments:
        changes = "; ".join(changes_in_words(amendment.changes))
        day = short_day(amendment.effective_on)
        lines.append(f"{amendment.get_kind_display()} effective {day}: {changes}. Reason: {amendment.reason}")
    for joinder in diligence.joinders:
        end = short_day(joinder.ends_on) if joinder.ends_on else "no end date"
        board = short_day(joinder.board_on) if joinder.board_on else "not known"
        days = f"from {short_day(joinder.starts_on)}, to {end}"
        lines.append(f"Joinder of {diligence.district}: {days}; board approval: {board}")
    return "\r\n".join(lines) + "\r\n"


def _status(item: DiligenceItem) -> str:
    if item.is_present is None:
        return "Not needed"
    return "On record" if item.is_present else "Missing"


def _summary(diligence: Diligence) -> str:
    if not diligence.missing:
        return "Nothing is missing."
    return f"Missing: {', '.join(diligence.missing)}."
