"""Who can tell the state that it intends to apply, what was told, and the counts for officials."""

import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import partial
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from consortia.models import Consortium, Membership
from consortia.states import ENDED_CONSORTIA, MemberRole
from districts.models import Appointment, District
from grants.models import Application, Competition, IntentToApply, Participant
from grants.permissions.application import may
from grants.permissions.intents import check_can_state_intent
from grants.reads.readiness import lead_facts
from grants.reads.rounds import lead_rule_of
from grants.rules.eligibility import KINDS, Lead, problems_with_lead
from grants.rules.reminders import reminder_due

NOT_KNOWN = "Not available"


class PossibleApplicant(NamedTuple):
    """A consortium or a district for which a person can state an intent, with what the registry says of its lead."""

    key: str
    record: Consortium | District
    lead: Lead

    @property
    def name(self) -> str:
        """The name of the consortium or the district."""
        return self.record.name


class OwnIntent(NamedTuple):
    """What an applicant told the state about a round (None: nothing), and the number of its application ("": none)."""

    applicant: PossibleApplicant
    intent: IntentToApply | None
    reference: str

    @property
    def may_be_stated(self) -> bool:
        """Whether it can be stated or changed: an applicant with an application has no need of a new one."""
        return self.intent is not None or not self.reference


class IntentRow(NamedTuple):
    """An intent for officials, with the region and the kind of the lead."""

    intent: IntentToApply
    lead: str
    region: str
    kind: str


class IntentCounts(NamedTuple):
    """How many intend to apply, by region and by the kind of the lead, the largest number first."""

    total: int
    by_region: list[tuple[str, int]]
    by_kind: list[tuple[str, int]]


def applicants_of(memberships: Iterable[Membership], appointments: Iterable[Appointment]) -> list[PossibleApplicant]:
    """The consortia that a person's districts and schools lead, and the person's districts without a consortium.

    Both are what is in force today; no query if the memberships and the appointments have their records.
    """
    memberships = list(memberships)
    found = {
        f"consortium-{one.consortium_id}": PossibleApplicant(
            f"consortium-{one.consortium_id}", one.consortium, lead_facts(one.district, one.school)
        )
        for one in memberships
        if one.role == MemberRole.LEAD and one.consortium.status not in ENDED_CONSORTIA
    }
    members = {one.district_id for one in memberships}
    for appointment in appointments:
        district = appointment.district
        if district is not None and district.closed_on is None and district.pk not in members:
            key = f"district-{district.pk}"
            found[key] = PossibleApplicant(key, district, lead_facts(district, None))
    return list(found.values())


def applicants_in_round(competition: Competition, applicants: Iterable[PossibleApplicant]) -> list[PossibleApplicant]:
    """Those that the round's rules let lead, by what the registry says today."""
    rule = lead_rule_of(competition)
    return [one for one in applicants if not problems_with_lead(rule, one.lead)]


def own_intents(
    competitions: Collection[Competition], applicants: Sequence[PossibleApplicant]
) -> dict[int, list[OwnIntent]]:
    """For each round (row id), what these applicants told the state. Two queries; none without applicants."""
    if not competitions or not applicants:
        return {}
    consortia = [one.record for one in applicants if isinstance(one.record, Consortium)]
    districts = [one.record for one in applicants if isinstance(one.record, District)]
    intents = IntentToApply.objects.current().filter(
        Q(consortium__in=consortia) | Q(district__in=districts), competition__in=competitions
    )
    told = {(one.competition_id, *_keys(one.applicant)): one for one in intents.for_list()}
    applications = Application.objects.in_the_running().filter(consortium__in=consortia, competition__in=competitions)
    started = {(one.competition_id, one.consortium_id): one.reference for one in applications}
    return {
        competition.pk: [
            OwnIntent(
                one,
                told.get((competition.pk, *_keys(one.record))),
                started.get((competition.pk, one.record.pk), "") if isinstance(one.record, Consortium) else "",
            )
            for one in applicants_in_round(competition, applicants)
        ]
        for competition in competitions
    }


def rows_for_officials(competition: Competition, *, on: datetime.date) -> list[IntentRow]:
    """The intents of a round that are not withdrawn, the first stated first, with the leads of that day. Two queries.

    They don't say who has started an application: drafts are their members' alone.
    """
    intents = list(IntentToApply.objects.of_round(competition).current().for_list())
    consortia = {one.consortium_id for one in intents if one.consortium_id}
    leads = Membership.objects.in_force(on).leading().filter(consortium__in=consortia)
    records = ("district__county__region", "school__district__county__region")
    by_consortium = {one.consortium_id: one for one in leads.select_related(*records)}
    return [_row(one, by_consortium.get(one.consortium_id or 0)) for one in intents]


def counts_of(rows: Sequence[IntentRow]) -> IntentCounts:
    """The counts of these rows."""
    regions, kinds = (Counter(values) for values in ([row.region for row in rows], [row.kind for row in rows]))
    return IntentCounts(len(rows), _largest_first(regions), _largest_first(kinds))


def intents_to_remind(days: Collection[int], *, at: datetime.datetime) -> list[IntentToApply]:
    """Intents without an application in open rounds that close soon, whose people were not reminded of the deadline.

    A person without an account in use is not reminded.
    """
    soon = at + datetime.timedelta(days=max(days, default=0) + 1)
    intents = IntentToApply.objects.current().filter(
        stated_by__is_active=True,
        competition__is_draft=False,
        competition__opens_at__lte=at,
        competition__closes_at__gte=at,
        competition__closes_at__lte=soon,
    )
    return [one for one in intents.for_list() if needs_reminder(one, days, at=at)]


def needs_reminder(intent: IntentToApply, days: Collection[int], *, at: datetime.datetime) -> bool:
    """Whether its person, who still acts for the applicant, is to be reminded now that no application was started."""
    closes_at = intent.competition.closes_at
    if closes_at is None or intent.withdrawn_at is not None or intent.reminded_of == closes_at:
        return False
    if reminder_due(days, on=timezone.localdate(at), deadline_day=timezone.localdate(closes_at)) is None:
        return False
    if not may(partial(check_can_state_intent, intent.stated_by, intent.applicant, timezone.localdate(at))):
        return False
    return not reference_started_by(intent.competition, intent.applicant)


def intents_kept_from(user: User) -> list[int]:
    """The intents (row ids) that this auditor doesn't read in the log: all, with a role in a district or school."""
    if Appointment.objects.places_of(user).are_none:
        return []
    return list(IntentToApply.objects.values_list("pk", flat=True))


def reference_started_by(competition: Competition, applicant: Consortium | District) -> str:
    """The number of the applicant's application in the round; "" if there is none."""
    applications = Application.objects.in_the_running().filter(competition=competition)
    if isinstance(applicant, Consortium):
        applications = applications.filter(consortium=applicant)
    else:
        applications = applications.filter(participants__district=applicant, participants__role=Participant.Role.LEAD)
    return applications.values_list("reference", flat=True).first() or ""


def _keys(record: Consortium | District) -> tuple[int | None, int | None]:
    return (record.pk, None) if isinstance(record, Consortium) else (None, record.pk)


def _row(intent: IntentToApply, lead: Membership | None) -> IntentRow:
    school = lead.school if lead else None
    district = lead.district if lead and lead.district else school.district if school else intent.district
    record = school or district
    county = district.county if district else None
    return IntentRow(
        intent=intent,
        lead=record.name if record else NOT_KNOWN,
        region=county.region.name if county and county.region else NOT_KNOWN,
        kind=_kind(lead_facts(None if school else district, school).kind),
    )


def _kind(kind: str) -> str:
    words = KINDS.get(kind, NOT_KNOWN).removeprefix("a ").removeprefix("an ")
    return words[0].upper() + words[1:]


def _largest_first(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
