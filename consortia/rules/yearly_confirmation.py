"""What is verified once a year: a member’s facts and its memberships of today; a consortium’s facts and purposes."""

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from accounts.dates import short_day
from consortia.rules.fact_owners import CONSORTIUM_FACTS
from consortia.states import SETTLED, ConsortiumStatus
from districts.rules.records import as_shown

if TYPE_CHECKING:
    from consortia.models import Consortium, ConsortiumPurpose, Membership
    from districts.models import District, School


class ForConfirmation(NamedTuple):
    """Memberships that the verification covers, and those that need something else first."""

    confirmed: list["Membership"]
    waiting: list["Membership"]


def split_for_confirmation(memberships: Iterable["Membership"]) -> ForConfirmation:
    """The member's memberships of today. Disputed and pending ones are not covered."""
    confirmed: list[Membership] = []
    waiting: list[Membership] = []
    for membership in memberships:
        (confirmed if membership.status in SETTLED else waiting).append(membership)
    return ForConfirmation(confirmed, waiting)


def membership_in_words(membership: "Membership") -> str:
    """“participating member, lead, since Jul 1, 2020”."""
    words = f"{membership.get_membership_class_display().lower()} member"
    if membership.role != "member":
        words += f", {membership.get_role_display().lower()}"
    words += f", since {short_day(membership.joins_on)}" if membership.joins_on else ", since an unknown date"
    return f"{words}, until {short_day(membership.leaves_on)}" if membership.leaves_on else words


def shown_for_confirmation(
    record: "District | School", memberships: Sequence["Membership"], *, disputed: Collection[str] = ()
) -> dict[str, str]:
    """Label and words of everything that is verified, as the confirmation stores it, without the disputed facts."""
    return as_shown(record, apart_from=disputed) | {
        f"In {membership.consortium}": membership_in_words(membership) for membership in memberships
    }


def consortium_facts_in_words(consortium: "Consortium") -> dict[str, str]:
    """The facts of a consortium's record by field, in the order in which pages show them; empty where not known."""
    words = {fact.field: str(getattr(consortium, fact.field) or "") for fact in CONSORTIUM_FACTS}
    words["legal_form"] = str(consortium.get_legal_form_display())
    words["formed_on"] = short_day(consortium.formed_on) if consortium.formed_on else ""
    if agent := consortium.fiscal_agent:
        words["fiscal_agent"] = f"{agent.name} ({agent.leaid})"
    return words


def purpose_in_words(purpose: "ConsortiumPurpose") -> str:
    """“Purchasing, since Jul 1, 2020”."""
    words = str(purpose.get_purpose_display())
    return f"{words}, since {short_day(purpose.starts_on)}" if purpose.starts_on else words


def consortium_shown_for_confirmation(
    consortium: "Consortium", purposes: Iterable["ConsortiumPurpose"]
) -> dict[str, str]:
    """Label and words of everything that is shown and verified; `purposes` are today's."""
    words = consortium_facts_in_words(consortium)
    shown = {fact.label: words[fact.field] for fact in CONSORTIUM_FACTS}
    return shown | {"Purposes": "; ".join(sorted(purpose_in_words(purpose) for purpose in purposes))}


def labels_of_registrar() -> tuple[str, ...]:
    """The labels of what the registrar maintains, which the consortium’s people can leave out if it is wrong."""
    return (*(fact.label for fact in CONSORTIUM_FACTS if not fact.is_own), "Purposes")


def problems_with_verifying(consortium: "Consortium") -> list[str]:
    """Why the record of this consortium is not verified: only those that are registered are."""
    if consortium.status == ConsortiumStatus.REGISTERED:
        return []
    status = consortium.get_status_display().lower()
    return [f"{consortium} is {status}, so its record isn’t verified every year."]
