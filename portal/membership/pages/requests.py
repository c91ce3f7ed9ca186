"""The pages for inviting and joining: everything their templates show."""

from collections.abc import Iterable
from typing import NamedTuple

from consortia.models import Membership
from consortia.rules.status_labels import status_in_sentence
from districts.models import District, School


class SearchResult(NamedTuple):
    """A district or school that can be invited: its ID, its name, and where it is."""

    key: str
    name: str
    about: str


class PendingRow(NamedTuple):
    """A membership that the reader's district or school already has in the consortium."""

    label: str
    url: str


def pending_rows(memberships: Iterable[Membership]) -> list[PendingRow]:
    """The reader's memberships in the consortium, in every status."""
    return [
        PendingRow(f"{membership.member}: {status_in_sentence(membership)}", membership.get_absolute_url())
        for membership in memberships
    ]


def search_result(member: District | School) -> SearchResult:
    """A district or school as a search for members shows it."""
    if isinstance(member, School):
        return SearchResult(member.ncessch, member.name, f"School of {member.district}")
    about = f"{member.get_kind_display()}, {member.city or member.state}"
    return SearchResult(member.leaid, member.name, about)
