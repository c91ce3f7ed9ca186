"""The page on the health of the registry: each count with what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse

from accounts.dates import short_day
from consortia.models import Consortium, Membership
from consortia.reads.registry_health import RegistryHealth
from consortia.states import ConsortiumStatus, MembershipStatus
from districts.models import District


class Example(NamedTuple):
    """A record that is counted, and its page."""

    name: str
    address: str


@dataclass(frozen=True)
class HealthRow:
    """What is counted, how many of how many, and where to see or change it."""

    label: str
    number: int
    of: int | None
    action: str
    address: str
    examples: list[Example] = field(default_factory=list)

    @property
    def more(self) -> int:
        """How many records are counted and not among the examples."""
        return self.number - len(self.examples) if self.examples else 0


def last_import_in_words(health: RegistryHealth) -> str:
    """When official files were last imported."""
    batch = health.last_import
    if batch is None or batch.applied_at is None:
        return "No official files have been imported on the Imports page."
    return f"Official files were last imported on {short_day(batch.applied_at.date())}."


def health_rows(health: RegistryHealth, state: str) -> list[HealthRow]:
    """All counts, records first, then what is waiting."""
    never, old = health.district_verifications
    consortia_never, consortia_old = health.consortium_verifications
    unanswered, unanswered_first = health.unanswered_districts
    silent, silent_first = health.consortia_without_contact
    pending, pending_first = health.pending
    districts, consortia = reverse("registry:district_list"), reverse("registry:consortium_list")
    return [
        HealthRow(
            "Districts never verified",
            never, health.districts, "See districts", _list(districts, "never", "open"),
        ),
        HealthRow(
            "Districts last verified more than a year ago",
            old, health.districts, "See districts", _list(districts, "overdue", "open"),
        ),
        HealthRow(
            "Member districts where no one can answer for the district",
            unanswered, None, "Import people", reverse("registrar:import_new"), _people(unanswered_first),
        ),
        HealthRow(
            "Districts without a location (only in the school directory)",
            health.districts_without_location, health.districts, "Import the agency file",
            reverse("registrar:import_new"),
        ),
        HealthRow(
            "Consortia never verified",
            consortia_never, health.consortia, "See consortia", _list(consortia, "never", "registered"),
        ),
        HealthRow(
            "Consortia last verified more than a year ago",
            consortia_old, health.consortia, "See consortia", _list(consortia, "overdue", "registered"),
        ),
        HealthRow(
            "Consortia without an office phone or email",
            silent, health.consortia, "Import consortia", reverse("registrar:import_new"), _records(silent_first),
        ),
        HealthRow(
            "Memberships on record that aren’t confirmed by both",
            health.unconfirmed, health.memberships, "See them by consortium",
            _of_rosters(state, MembershipStatus.RECORDED),
        ),
        HealthRow(
            "Disputed memberships",
            health.disputed, health.memberships, "Open My work", reverse("my:dashboard"),
        ),
        HealthRow(
            "Invitations and requests without an answer",
            pending, None, "Approve in My work", reverse("my:dashboard"), _memberships(pending_first),
        ),
        HealthRow(
            "Reported errors without a decision",
            health.reported_errors, None, "Review and decide", reverse("registrar:dispute_list"),
        ),
        HealthRow(
            "Pairs of districts or consortia that may be duplicates",
            health.possible_duplicates, None, "Compare and decide",
            f"{reverse('registrar:duplicate_list')}?{urlencode({'state': state})}",
        ),
        HealthRow(
            "Counties that aren’t in a region",
            health.counties_without_region, None, "Edit regions and counties",
            f"{reverse('registrar:region_manage')}?{urlencode({'state': state})}",
        ),
    ]  # fmt: skip


def _list(address: str, value: str, status: str) -> str:
    return f"{address}?{urlencode({'confirmed': value, 'status': status})}"


def _of_rosters(state: str, membership: str) -> str:
    """The members of all registered consortia of the state whose membership is in this status."""
    question = {"membership": membership, "state": state, "status": ConsortiumStatus.REGISTERED}
    return f"{reverse('registry:all_rosters')}?{urlencode(question)}"


def _people(districts: Iterable[District]) -> list[Example]:
    return [Example(row.name, reverse("registrar:appointment_list", args=[row.leaid])) for row in districts]


def _records(consortia: Iterable[Consortium]) -> list[Example]:
    return [Example(row.name, reverse("registrar:consortium_edit", args=[row.slug])) for row in consortia]


def _memberships(memberships: Iterable[Membership]) -> list[Example]:
    return [Example(f"{row.member} in {row.consortium}", row.get_absolute_url()) for row in memberships]
