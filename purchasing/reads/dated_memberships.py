"""The memberships of a consortium's districts as they were on a day, for the right to buy."""

import datetime
from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple

from django.db.models import F
from django.utils import timezone

from consortia.models import Membership, MembershipPeriod
from consortia.states import IN_FORCE, NEVER_BEGAN, MembershipStatus
from districts.models import District
from purchasing.rules.dated_membership import MembershipLine, StatusVersion, terms_of_line
from purchasing.rules.eligibility import MembershipTerm


class DatedMemberships(NamedTuple):
    """The districts that were ever members, and what their memberships say about the right to buy, by LEAID."""

    districts: dict[str, District]
    terms: dict[str, list[MembershipTerm]]


def memberships_by(consortium: int, on: datetime.date, districts: Collection[int] | None = None) -> DatedMemberships:
    """The memberships of the consortium (row id) as of that day; of these districts (row ids), where given. One query.

    What was recorded later doesn't count, except for dates: a corrected start or end date is the true one.
    """
    rows = Membership.objects.filter(consortium=consortium, status__in=[*IN_FORCE, *NEVER_BEGAN])
    rows = rows.exclude(district=None) if districts is None else rows.filter(district__in=districts)
    found: dict[int, tuple[Membership, list[MembershipPeriod]]] = {}
    versions = rows.select_related("district").annotate(
        version_status=F("periods__status"),
        version_class=F("periods__membership_class"),
        version_joins_on=F("periods__joins_on"),
        version_leaves_on=F("periods__leaves_on"),
        version_at=F("periods__recorded_at"),
        version_of=F("periods__consortium"),
    )
    first = F("periods__recorded_at").asc(nulls_first=True)
    for row in versions.order_by("joins_on", "pk", first, "periods__pk"):
        held = found.setdefault(row.pk, (row, []))[1]
        if row.version_of == consortium:
            held.append(
                MembershipPeriod(
                    status=row.version_status,
                    membership_class=row.version_class,
                    joins_on=row.version_joins_on,
                    leaves_on=row.version_leaves_on,
                    recorded_at=row.version_at,
                )
            )
    members: dict[str, District] = {}
    terms: dict[str, list[MembershipTerm]] = defaultdict(list)
    for membership, held in found.values():
        if parts := terms_of_line(_line(membership, held), on):
            district: District = membership.district  # type: ignore[assignment]  # of districts only
            members[district.leaid] = district
            terms[district.leaid] += parts
    # A removed membership explains something only where there is no other.
    return DatedMemberships(
        members, {leaid: sorted(own, key=lambda one: one.is_removed) for leaid, own in terms.items()}
    )


def _line(row: Membership, versions: list[MembershipPeriod]) -> MembershipLine:
    """Its type and dates are those of today; for a removed membership, the last ones it had while it was in force."""
    facts: Membership | MembershipPeriod = row
    if row.status in NEVER_BEGAN:
        facts = next((one for one in reversed(versions) if one.status in IN_FORCE), row)
    statuses = [StatusVersion(one.status, _day(one.recorded_at)) for one in versions] or [
        StatusVersion(row.status, None)
    ]
    living = [one for one in statuses if one.status in IN_FORCE]
    if row.disputed_on and living and living[0].status == MembershipStatus.DISPUTED:
        # Entered as disputed: before the dispute, it was a membership as any other.
        statuses = [StatusVersion(MembershipStatus.RECORDED, None), StatusVersion(row.status, row.disputed_on)]
    return MembershipLine(facts.membership_class, facts.joins_on, facts.leaves_on, tuple(statuses))


def _day(at: datetime.datetime | None) -> datetime.date | None:
    return timezone.localdate(at) if at else None
