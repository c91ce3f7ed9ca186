"""An officer's pages of funding rounds: the list, one round, and the check pages before something changes."""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse

from accounts.dates import moment_in_words
from grants.models import Competition, RulesVersion
from grants.reads.rounds import RoundCounts, Rules, minutes_in_words
from grants.rules.rounds import RulesChoices
from portal.staff.pages.round_sections import SectionGroup, round_sections, round_times

# What a change of these fields does to applications.
_WHAT_FOLLOWS = (
    (
        {"question"},
        "Answers stay as written. Applicants must shorten answers over the word limit before they submit.",
    ),
    (
        {"lead_kinds", "needs_rural_lead", "requirements", "fewest_members", "wanted_files", "indirect_cap"},
        "Drafts stay as they are. We check them against the new rules when applicants submit.",
    ),
    (
        {"largest_share"},
        "Drafts are checked with the new share. Submitted applications keep the share they were submitted with.",
    ),
    (
        {"signatures_by"},
        "Members see the date for signatures, and we remind those who haven’t signed. It doesn’t block anything.",
    ),
    ({"assurances"}, "Signatures become outdated. Members who already signed must sign again."),
)


class OfficerRoundRow(NamedTuple):
    """One round in the list of rounds."""

    name: str
    address: str
    status: str
    tone: str
    times: str


class VersionRow(NamedTuple):
    """A version of the rules: when, by which officer, what changed, and why."""

    title: str
    made: str
    changes: list[str]
    reason: str
    address: str


class RoundStep(NamedTuple):
    """Something that can be done with the round now."""

    label: str
    address: str
    is_main: bool = False


@dataclass
class OfficerRoundPage:
    """One round as its officers see it."""

    name: str
    status: str
    tone: str
    times: str
    zone: str
    sections: list[SectionGroup]
    missing: list[str]
    counts: str = ""
    versions: list[VersionRow] = field(default_factory=list)
    steps: list[RoundStep] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass
class CheckPage:
    """A question with its consequences, before something is done that can't be undone."""

    title: str
    button: str
    consequences: list[str]
    cancel: str
    sections: list[SectionGroup] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def officer_round_rows(competitions: Iterable[Competition], now: datetime.datetime) -> list[OfficerRoundRow]:
    """All rounds with their status."""
    return [
        OfficerRoundRow(row.name, reverse("staff:round_detail", args=[row.slug]), *_status(row, now), round_times(row))
        for row in competitions
    ]


def officer_round_page(
    rules: Rules,
    now: datetime.datetime,
    *,
    missing: list[str],
    counts: RoundCounts,
    versions: Iterable[RulesVersion],
    choices: RulesChoices,
) -> OfficerRoundPage:
    """The sections of the round, what is missing, its versions, and what can be done now."""
    competition = rules.competition
    status, tone = _status(competition, now)
    return OfficerRoundPage(
        name=competition.name,
        status=status,
        tone=tone,
        times=round_times(competition),
        zone=time_zone(),
        sections=round_sections(rules, choices),
        missing=missing if competition.is_draft else [],
        counts="" if competition.is_draft else counts_in_words(counts),
        versions=[_version_row(version) for version in versions],
        steps=list(_steps(competition, now, choices)),
        notes=choices.reasons,
    )


def time_zone() -> str:
    """The state's time zone, in one sentence."""
    return f"All times are {settings.STATE_NAME} time."


def counts_in_words(counts: RoundCounts) -> str:
    """The applications of a round: “2 drafts, 1 reopened for changes, 5 submitted.”"""
    drafts = "1 draft" if counts.drafts == 1 else f"{counts.drafts:,} drafts"
    return f"{drafts}, {counts.reopened:,} reopened for changes, {counts.submitted:,} submitted."


def publish_check(rules: Rules, problems: list[str], choices: RulesChoices, now: datetime.datetime) -> CheckPage:
    """What is missing, what applicants will see, what publishing does, and which questions have no rubric."""
    competition = rules.competition
    consequences = ["Anyone can see the round and its rules on the Funding rounds page."]
    if competition.opens_at and competition.closes_at:
        opens = "now" if competition.opens_at <= now else moment_in_words(competition.opens_at)
        closes = moment_in_words(competition.closes_at)
        consequences.append(f"Lead districts can start and submit applications from {opens} until {closes}.")
    consequences.append(
        "You can’t unpublish or rename the round. A later change needs a reason; both are public, and we email "
        "applicants."
    )
    return CheckPage(
        title=f"Check {competition.name} before you publish",
        button="Publish round",
        consequences=consequences,
        cancel=reverse("staff:round_detail", args=[competition.slug]),
        sections=round_sections(rules, choices),
        problems=problems,
        warnings=list(_not_described(rules)),
    )


def _not_described(rules: Rules) -> Iterable[str]:
    """What can be published without, but helps applicants and reviewers."""
    bare = [str(element.number) for element in rules.elements if not (element.explained_if and element.partly_if)]
    if bare:
        yield f"These questions have no complete rubric: {', '.join(bare)}. You can still publish."
    plain = [criterion.title for criterion in rules.criteria if not criterion.levels]
    if plain:
        yield f"The scores of these criteria aren’t described: {', '.join(plain)}. You can still publish."
    if rules.competition.decision_days is None and not rules.competition.decision_clock:
        yield "The round doesn’t say when decisions are made. You can still publish."
    if not rules.competition.tie_criteria:
        yield "The round has no criteria for ties, so they are decided only by lot. You can still publish."


def change_check(
    competition: Competition,
    *,
    changes: list[str],
    problems: list[str],
    counts: RoundCounts,
    people: int,
    closes_at: datetime.datetime | None,
    changed: Collection[str],
    now: datetime.datetime,
) -> CheckPage:
    """What a change of published rules does; `closes_at` is the new deadline, None if it stays.

    `changed` are the names of the fields that change, "question" for those of a question.
    """
    return CheckPage(
        title=f"Change the rules of {competition.name}?",
        button="Change the rules",
        consequences=[
            *_deadline_consequences(competition, closes_at, counts, now),
            *(words for fields, words in _WHAT_FOLLOWS if fields & set(changed)),
            f"Applications in this round: {counts_in_words(counts)} What was submitted stays submitted.",
            _emailed(people),
            "The change and its reason are public on the round’s page, with the earlier rules. You can’t undo "
            "this change, but you can change the rules again.",
        ],
        cancel=reverse("staff:round_detail", args=[competition.slug]),
        changes=changes,
        problems=problems,
    )


def closing_check(competition: Competition, counts: RoundCounts, people: int, problems: list[str]) -> CheckPage:
    """What closing the round now does to drafts and to what was submitted."""
    return CheckPage(
        title=f"Close {competition.name} now?",
        button="Close round now",
        consequences=[
            _after_closing(competition),
            f"Applications in this round: {counts_in_words(counts)}",
            "Drafts that were never submitted won’t be considered. Submitted applications still count. If an applicant "
            "reopened one, we’ll use the last submitted version.",
            _emailed(people),
            "The earlier deadline and your reason are public on the round’s page.",
        ],
        cancel=reverse("staff:round_detail", args=[competition.slug]),
        problems=problems,
    )


def _after_closing(competition: Competition) -> str:
    if not competition.grace_minutes:
        return "Once you close the round, no one can start, submit, or reopen an application in it."
    minutes = minutes_in_words(competition.grace_minutes)
    return (
        "Once you close the round, no one can start or reopen an application in it. Applications in progress can still "
        f"be submitted for {minutes}, the grace period."
    )


def discard_check(competition: Competition) -> CheckPage:
    """Before a draft is deleted."""
    return CheckPage(
        title=f"Discard the draft {competition.name}?",
        button="Discard draft",
        consequences=["The draft and its questions are deleted. No applicant has seen them. You can’t undo this."],
        cancel=reverse("staff:round_detail", args=[competition.slug]),
    )


def _deadline_consequences(
    competition: Competition, closes_at: datetime.datetime | None, counts: RoundCounts, now: datetime.datetime
) -> list[str]:
    before = competition.closes_at
    if closes_at is None or before is None:
        return []
    if before < now:
        return [f"The round reopens until {moment_in_words(closes_at)}. Any lead district can apply."]
    if closes_at < before:
        writing = counts.drafts + counts.reopened
        applications = "1 application is" if writing == 1 else f"{writing:,} applications are"
        return [f"Applicants will have less time. {applications} still in progress."]
    return ["Applicants who already submitted can reopen their application until the new deadline."]


def _emailed(people: int) -> str:
    if not people:
        return "No one edits an application in this round yet, so we email no one."
    if people == 1:
        return "We email 1 person who edits an application."
    return f"We email {people:,} people who edit an application."


def _status(competition: Competition, now: datetime.datetime) -> tuple[str, str]:
    if competition.is_draft:
        return "Draft", "part"
    if competition.is_open(now):
        return "Open", "good"
    if competition.opens_at and competition.opens_at > now:
        return "Not yet open", "plain"
    return ("Closed", "plain") if competition.closes_at else ("Dates not available", "plain")


def _version_row(version: RulesVersion) -> VersionRow:
    who = version.by.name if version.by else "a command on the server"
    when = moment_in_words(version.at) if version.at else "before the first change"
    return VersionRow(
        title="As published" if version.number == 1 else f"Version {version.number}",
        made=f"{when}, by {who}",
        changes=version.changes,
        reason=version.reason,
        address=reverse("applicant:competition_rules", args=[version.competition.slug, version.number]),
    )


def _steps(competition: Competition, now: datetime.datetime, choices: RulesChoices) -> Iterable[RoundStep]:
    args = [competition.slug]
    if competition.is_draft:
        yield RoundStep("Check and publish", reverse("staff:round_publish", args=args), is_main=True)
        yield RoundStep("Preview the public page", competition.get_absolute_url())
        yield RoundStep("Discard draft", reverse("staff:round_discard", args=args))
        return
    if choices.may_extend:
        yield RoundStep("Extend the deadline", reverse("staff:round_dates", args=args), is_main=True)
    if choices.may_edit and competition.is_open(now):
        yield RoundStep("Close early", reverse("staff:round_close", args=args))
    yield RoundStep("View intents to apply", reverse("staff:round_intents", args=args))
    yield RoundStep("Manage scorers", reverse("review:scorer_list", args=args))
    yield RoundStep("View board decisions", reverse("review:board_list", args=args))
    yield RoundStep("Set the checklist for awards", reverse("awards:round_checklist", args=args))
    yield RoundStep("View the ranking", reverse("review:round_ranking", args=args))
    yield RoundStep("View the funding line", reverse("review:funding_line", args=args))
    yield RoundStep("View legal hold", reverse("staff:round_hold", args=args))
    yield RoundStep("Copy into a new draft", f"{reverse('staff:round_new')}?copy={competition.pk}")
    yield RoundStep("View the public page", competition.get_absolute_url())
