"""The rules of a round as data and in words, how its applications are doing, and who hears about a change."""

import datetime
from collections import defaultdict
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.dateparse import parse_date, parse_datetime

from accounts.dates import moment_in_words, short_day
from accounts.models import User
from districts.models import Appointment
from grants.models import Application, Competition, Criterion, Element, Participant, Review
from grants.rules.application import Window
from grants.rules.assurances import FIRST_ASSURANCES
from grants.rules.elements import CriterionDefinition
from grants.rules.eligibility import LeadRule, lead_in_words
from grants.rules.requirements import REQUIREMENTS, SubmissionRule
from grants.rules.tie_rule import TIE_CRITERIA, TIE_CRITERIA_IN_WORDS
from grants.rules.wanted_files import wanted_file_in_words, wanted_files_in
from grants.states import LOCKED, Status

MOMENTS = ("opens_at", "closes_at")
DAYS = ("signatures_by", "project_starts_on", "project_ends_on")
FIELDS = (
    "name", "question", *MOMENTS, "grace_minutes", *DAYS, "lead_kinds", "needs_rural_lead", "ceiling_single",
    "ceiling_consortium", "largest_share", "indirect_cap", "requirements", "fewest_members", "wanted_files",
    "assurances", "tie_rule", "tie_criteria", "lots_code", "decision_days", "decision_clock",
)  # fmt: skip
ELEMENT_FIELDS = ("title", "question", "guidance", "word_limit", "explained_if", "partly_if")
CRITERION_FIELDS = ("title", "description", "weight", "levels")

_LABELS = {
    "name": "Name",
    "question": "The state’s question",
    "opens_at": "Opens",
    "closes_at": "Deadline",
    "grace_minutes": "Grace period",
    "signatures_by": "Signatures requested by",
    "project_starts_on": "Project start date",
    "project_ends_on": "Project end date",
    "ceiling_single": "Maximum award for a single district",
    "ceiling_consortium": "Maximum award for a consortium",
    "largest_share": "Largest share for one member",
    "indirect_cap": "Cap on indirect costs",
    "fewest_members": "Minimum number of members",
    "tie_rule": "More about ties",
    "lots_code": "Code of the seed of the lots",
    "decision_days": "Days after the deadline to decide",
    "decision_clock": "More about decisions",
}
_ELEMENT_LABELS = {
    "title": "title",
    "question": "question",
    "guidance": "guidance",
    "word_limit": "word limit",
    "explained_if": "“Explained” if",
    "partly_if": "“Partly explained” if",
}


class Rules(NamedTuple):
    """A round with its questions and criteria; the rows of an earlier version are not in the database."""

    competition: Competition
    elements: list[Element]
    criteria: list[Criterion]


class RoundCounts(NamedTuple):
    """Applications of a round by what the applicant can still do."""

    drafts: int
    reopened: int
    submitted: int
    under_review: int


class Addressee(NamedTuple):
    """A person to tell about a change, with the references of the applications that the person edits."""

    person: User
    references: list[str]


def rules_of(competition: Competition) -> Rules:
    """The rules in force."""
    return Rules(competition, list(competition.elements.all()), list(competition.criteria.all()))


def rules_as_json(rules: Rules) -> dict[str, Any]:
    """The whole rules as JSON: dates as text, the questions, and the criteria."""
    fields = {field: getattr(rules.competition, field) for field in FIELDS}
    return {
        **fields,
        **{field: fields[field].astimezone(datetime.UTC).isoformat() for field in MOMENTS if fields[field]},
        **{field: fields[field].isoformat() for field in DAYS if fields[field]},
        "elements": [
            {"number": element.number, **{field: getattr(element, field) for field in ELEMENT_FIELDS}}
            for element in rules.elements
        ],
        "criteria": [{field: getattr(row, field) for field in CRITERION_FIELDS} for row in rules.criteria],
    }


def rules_from_json(stored: dict[str, Any]) -> Rules:
    """The rules of an earlier version, as rows that are not in the database.

    A version from before rounds had a rule has none of that kind; its signers accepted the first assurances.
    """
    fields = {"assurances": list(FIRST_ASSURANCES), **{field: stored[field] for field in FIELDS if field in stored}}
    fields |= {field: parse_datetime(stored[field]) for field in MOMENTS if stored[field]}
    fields |= {field: parse_date(stored[field]) for field in DAYS if stored.get(field)}
    return Rules(
        Competition(**fields),
        [Element(**element) for element in stored["elements"]],
        [Criterion(**criterion) for criterion in stored["criteria"]],
    )


def rules_in_words(rules: Rules) -> dict[str, str]:
    """Every rule by its label, as the list of changes names it."""
    competition = rules.competition
    words = {label: _in_words(field, getattr(competition, field)) for field, label in _LABELS.items()}
    for place in range(len(TIE_CRITERIA)):
        chosen = competition.tie_criteria[place : place + 1]
        words[f"Tie rule, criterion {place + 1}"] = TIE_CRITERIA_IN_WORDS[chosen[0]] if chosen else ""
    words["Who may lead"] = lead_in_words(lead_rule_of(competition))
    for requirement, label in REQUIREMENTS.items():
        words[label] = "required to submit" if requirement in competition.requirements else "not required to submit"
    wanted = wanted_files_in(competition.wanted_files)
    words |= {f"Attachment “{file.title}”": wanted_file_in_words(file) for file in wanted}
    words |= {f"Assurance {number}": text for number, text in enumerate(competition.assurances, start=1)}
    for element in rules.elements:
        for field, label in _ELEMENT_LABELS.items():
            words[f"Question {element.number}, {label}"] = _in_words(field, getattr(element, field))
    for row in rules.criteria:
        name = f"Criterion “{row.title}”"
        words |= {f"{name}, weight": f"{row.weight}%", f"{name}, description": row.description}
        words |= {f"{name}, level {level}": text for level, text in enumerate(row.levels)}
    return words


def window_of(competition: Competition) -> Window:
    """The round's window, with its times in words in the state's time zone."""
    times = (competition.opens_at, competition.closes_at, competition.ends_at, competition.reviewed_after)
    opens, closes, ends, reviewed = (moment_in_words(moment) if moment else "" for moment in times)
    return Window(*times, opens=opens, closes=closes, ends=ends, reviewed=reviewed)


def criteria_of(rules: Rules) -> list[CriterionDefinition]:
    """The criteria as their officers define them."""
    return [CriterionDefinition(row.title, row.description, row.weight, tuple(row.levels)) for row in rules.criteria]


def lead_rule_of(competition: Competition) -> LeadRule:
    """Who may lead an application of the round."""
    return LeadRule(competition.lead_kinds, competition.needs_rural_lead)


def submission_rule_of(competition: Competition) -> SubmissionRule:
    """What the round requires before an application can be submitted."""
    files = wanted_files_in(competition.wanted_files)
    return SubmissionRule(competition.requirements, competition.fewest_members, files, competition.indirect_cap)


def applications_of_round(competition: Competition) -> RoundCounts:
    """How many applications are drafts, reopened, submitted, and under review, in one query.

    A released application is under review as long as an officer's review of it exists.
    """
    is_read = Exists(Review.objects.filter(application=OuterRef("pk")))
    counts = (
        Application.objects.filter(competition=competition)
        .annotate(is_read=is_read)
        .aggregate(
            drafts=Count("pk", filter=Q(status=Status.DRAFT)),
            reopened=Count("pk", filter=Q(status=Status.REOPENED)),
            submitted=Count("pk", filter=Q(status__in=LOCKED)),
            under_review=Count("pk", filter=Q(status=Status.UNDER_REVIEW) | Q(status__in=LOCKED, is_read=True)),
        )
    )
    return RoundCounts(**counts)


def addressees_of(competition: Competition, on: datetime.date) -> list[Addressee]:
    """Everyone who edits an application of the round on that day and can receive email, each once."""
    applications = Application.objects.filter(competition=competition).in_the_running()
    leads = list(
        Participant.objects.filter(application__in=applications, role=Participant.Role.LEAD)
        .select_related("application", "school")
        .order_by("application__reference")
    )
    by_district, by_school = defaultdict[int | None, list[str]](list), defaultdict[int | None, list[str]](list)
    for lead in leads:
        by_district[lead.school.district_id if lead.school else lead.district_id].append(lead.application.reference)
        if lead.school_id:
            by_school[lead.school_id].append(lead.application.reference)
    places = Q(district__in=by_district.keys() - {None}) | Q(school__in=by_school.keys())
    appointments = Appointment.objects.reachable(on).filter(places)
    told: dict[int, Addressee] = {}
    for appointment in appointments.select_related("user").order_by("pk").distinct():
        addressee = told.setdefault(appointment.user_id, Addressee(appointment.user, []))
        place = by_school[appointment.school_id] if appointment.school_id else by_district[appointment.district_id]
        addressee.references.extend(reference for reference in place if reference not in addressee.references)
    return list(told.values())


def minutes_in_words(minutes: int) -> str:
    """The length of a grace period: “5 minutes”; “none” for 0."""
    if not minutes:
        return "none"
    return "1 minute" if minutes == 1 else f"{minutes} minutes"


def _in_words(field: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if field in MOMENTS:
        return moment_in_words(value)
    if field in DAYS:
        return short_day(value)
    if field == "grace_minutes":
        return minutes_in_words(value)
    if field in ("largest_share", "indirect_cap"):
        return f"{value}%"
    if field.startswith("ceiling"):
        return f"${value:,}"
    return f"{value:,}" if isinstance(value, int) else str(value)
