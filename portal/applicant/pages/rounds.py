"""The list of funding rounds, and the dates and amounts of one."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.dates import moment_in_words, short_day
from consortia.models import Membership
from grants.models import Competition, Criterion, Element, RulesVersion
from grants.reads.rounds import Rules, lead_rule_of, minutes_in_words, submission_rule_of
from grants.rules.assurances import FIRST_ASSURANCES
from grants.rules.awards import USUAL_SHARE
from grants.rules.eligibility import lead_in_words
from grants.rules.requirements import requirements_in_words
from grants.rules.tie_rule import TIE_CRITERIA_IN_WORDS
from grants.rules.wanted_files import WantedFile, wanted_files_in
from portal.components.dates import decisions_due_on


@dataclass(frozen=True)
class RoundRow:
    """One round in the list."""

    name: str
    address: str
    status: str
    tone: str
    times: str


def round_rows(competitions: Iterable[Competition], now: datetime.datetime) -> list[RoundRow]:
    """The list of rounds; one whose times are not known has no status."""
    return [_round_row(competition, now) for competition in competitions]


def _round_row(competition: Competition, now: datetime.datetime) -> RoundRow:
    opens_at, closes_at = competition.opens_at, competition.closes_at
    status = tone = ""
    times = _("The dates of this round are not available.")
    if opens_at and closes_at:
        times = _("%(opens)s to %(closes)s") % {
            "opens": moment_in_words(opens_at),
            "closes": moment_in_words(closes_at),
        }
        status, tone = _("Open"), "good"
        if opens_at > now:
            status, tone = _("Not yet open"), "plain"
        elif closes_at < now:
            status, tone = _("Closed"), "plain"
    return RoundRow(competition.name, competition.get_absolute_url(), status, tone, times)


@dataclass(frozen=True)
class RoundFact:
    """One line of "Dates and funding"; without a value it is not available."""

    label: str
    value: str


@dataclass(frozen=True)
class TieRuleShown:
    """How ties are decided: the criteria in words, the officers' own words, and the seed of the lots or its code."""

    criteria: list[str]
    more: str
    code: str  # "" if no seed was drawn
    seed: str  # "" until it is public
    drawn: str  # in a sentence


@dataclass(frozen=True)
class RoundRules:
    """The rules of a round, today's or an earlier version's."""

    question: str
    facts: list[RoundFact]
    leads: str
    needed: list[str]
    files: list[WantedFile]
    elements: list[Element]
    criteria: list[Criterion]
    assurances: list[str]
    ties: TieRuleShown
    decision_day: str
    decision_clock: str


@dataclass(frozen=True)
class LeadCheck:
    """Why a consortium that the reader's district leads can't apply in this round."""

    consortium: str
    problems: list[str]


@dataclass(frozen=True)
class RuleChange:
    """One change of published rules: when, what, why, and the rules before and after it."""

    when: str
    changes: list[str]
    reason: str
    before: str
    after: str


def round_rules(rules: Rules, *, is_current: bool, now: datetime.datetime) -> RoundRules:
    """The rules as the public page shows them at that moment.

    `is_current`: the round accepts applications now or later. Otherwise what no one chose is left out: the state of an
    old round, loaded from a file, may have had other rules.
    """
    competition = rules.competition
    leads, needed = lead_rule_of(competition), submission_rule_of(competition)
    has_first_assurances = competition.assurances == list(FIRST_ASSURANCES)
    return RoundRules(
        question=competition.question,
        facts=[
            *round_facts(competition),
            *_share_facts(competition, is_current=is_current),
            *_indirect_facts(competition),
        ],
        leads=lead_in_words(leads) if is_current or leads.restricts else "",
        needed=requirements_in_words(needed) if is_current or needed.requires_more else [],
        files=wanted_files_in(competition.wanted_files),
        elements=rules.elements,
        criteria=rules.criteria,
        assurances=competition.assurances if is_current or not has_first_assurances else [],
        ties=tie_rule_shown(competition, now),
        decision_day=_decision_day(competition),
        decision_clock=competition.decision_clock,
    )


def tie_rule_shown(competition: Competition, now: datetime.datetime) -> TieRuleShown:
    """The tie rule, with the code of the seed, and the seed once it is public. An earlier version has no seed."""
    drawn = ""
    if competition.lots_drawn_at and not competition.seed_was_committed:
        drawn = _("The seed was drawn after the deadline, %(when)s. No one can draw another one.")
    elif competition.reviewed_after and not competition.public_seed(now):
        drawn = _("The seed is secret, and this page shows it after %(when)s.")
    moment = competition.lots_drawn_at if competition.public_seed(now) else competition.reviewed_after
    return TieRuleShown(
        criteria=[str(TIE_CRITERIA_IN_WORDS[name]) for name in competition.tie_criteria],
        more=competition.tie_rule,
        code=competition.lots_code,
        seed=competition.public_seed(now),
        drawn=drawn % {"when": moment_in_words(moment)} if drawn and moment else "",
    )


class PublicStage(NamedTuple):
    """One stage of a round: its name, and the date that the rules give for it; "" for none. Nothing links to it."""

    label: str
    date: str
    address: str = ""
    is_current: bool = False


def public_stages(competition: Competition, criteria: Sequence[object]) -> list[PublicStage]:
    """What happens in a round that is scored by criteria, in its order; empty for others.

    Dates within the review are for officers and scorers, so only the deadline and the day of the decision are shown.
    """
    if not criteria:
        return []
    due = decisions_due_on(competition.closes_at, competition.decision_days)
    closes_on = timezone.localdate(competition.closes_at) if competition.closes_at else None
    until = _("until %(day)s") % {"day": short_day(closes_on)} if closes_on else ""
    return [
        PublicStage(_("Applications"), until),
        PublicStage(_("Eligibility screen"), ""),
        PublicStage(_("Sustainability gate"), ""),
        PublicStage(_("Scoring"), ""),
        PublicStage(_("Consensus meeting"), ""),
        PublicStage(_("Ranking"), ""),
        PublicStage(_("Board decisions"), _("by %(day)s") % {"day": short_day(due)} if due else ""),
        PublicStage(_("Release of awards"), ""),
    ]


def offers_taken_in_words(competition: Competition, on: datetime.date) -> str:
    """Until when people with an account can offer to score; "" if they can't."""
    until = competition.scoring_offers_until
    if until is None or until < on or competition.is_draft:
        return ""
    words = _("The state is looking for people to score applications until %(day)s. You need an account to offer.")
    return words % {"day": short_day(until)}


def hidden_names_in_words(competition: Competition) -> str:
    """Who decides without names in this round; "" if everyone sees them."""
    if competition.hides_names_from_scorers and competition.hides_names_from_board:
        return _("Scorers and the board don’t see applicants’ names, and scorers don’t get attachments.")
    if competition.hides_names_from_scorers:
        return _("Scorers don’t see applicants’ names and don’t get attachments.")
    return _("The board doesn’t see applicants’ names.") if competition.hides_names_from_board else ""


def _decision_day(competition: Competition) -> str:
    """When decisions are due; "" if the round doesn't say."""
    if competition.decision_days is None:
        return ""
    words = {"days": f"{competition.decision_days:,}"}
    due = decisions_due_on(competition.closes_at, competition.decision_days)
    if due is None:
        return _("Decisions are due within %(days)s days after the deadline.") % words
    words["day"] = short_day(due)
    return _("Decisions are due within %(days)s days after the deadline, by %(day)s.") % words


def lead_checks(leads: Iterable[Membership], problems: Iterable[list[str]]) -> list[LeadCheck]:
    """The consortia that can't apply, each with the problems of its lead; `problems` are given lead by lead."""
    return [LeadCheck(lead.consortium.name, found) for lead, found in zip(leads, problems, strict=True) if found]


def rule_changes(versions: Iterable[RulesVersion]) -> list[RuleChange]:
    """The changes after publishing, in the order given."""
    return [
        RuleChange(
            when=moment_in_words(version.at) if version.at else "",
            changes=version.changes,
            reason=version.reason,
            before=reverse("applicant:competition_rules", args=[version.competition.slug, version.number - 1]),
            after=reverse("applicant:competition_rules", args=[version.competition.slug, version.number]),
        )
        for version in versions
    ]


def version_title(version: RulesVersion) -> str:
    """“Rules as published” or “Rules as changed Oct 1, 2026, 8:00 AM EDT”."""
    if version.number == 1 or version.at is None:
        return _("Rules as published")
    return _("Rules as changed %(when)s") % {"when": moment_in_words(version.at)}


def _grace(competition: Competition) -> str:
    """How long after the deadline submissions still count."""
    if not competition.grace_minutes:
        return _("None. What counts is when your click reaches the portal.")
    minutes = minutes_in_words(competition.grace_minutes)
    return _("%(minutes)s, for submitting only. What counts is when your click reaches the portal.") % {
        "minutes": minutes
    }


def _share_facts(competition: Competition, *, is_current: bool) -> list[RoundFact]:
    """The share of the grant that one member may receive before it is pointed out, where it is checked."""
    share = competition.largest_share
    if share == 100 or (share == USUAL_SHARE and not is_current):
        return []
    words = _("%(share)s%% of the grant money paid to members. Reviewers see it if a member receives more.")
    return [RoundFact(_("Largest share for one member"), words % {"share": share})]


def _indirect_facts(competition: Competition) -> list[RoundFact]:
    """The cap on indirect costs, where the round has one."""
    if competition.indirect_cap is None:
        return []
    words = _("%(cap)s%% of the modified total direct cost of the whole budget")
    return [RoundFact(_("Cap on indirect costs"), words % {"cap": competition.indirect_cap})]


def _signing_facts(competition: Competition) -> list[RoundFact]:
    """By when members should sign, where the round says it."""
    if competition.signatures_by is None:
        return []
    words = _("%(day)s. Members can still sign after that date. The deadline is what counts.")
    return [RoundFact(_("Signatures requested by"), words % {"day": short_day(competition.signatures_by)})]


def round_facts(competition: Competition) -> list[RoundFact]:
    """When the round opens and closes, when projects run, and how much an award can be."""
    not_available = _("Not available")

    def moment(at: datetime.datetime | None) -> str:
        return moment_in_words(at) if at else not_available

    def day(on: datetime.date | None) -> str:
        return short_day(on) if on else not_available

    def dollars(amount: int | None) -> str:
        return f"${amount:,}" if amount is not None else not_available

    return [
        RoundFact(_("Opens"), moment(competition.opens_at)),
        RoundFact(_("Closes"), moment(competition.closes_at)),
        RoundFact(_("Grace period"), _grace(competition)),
        *_signing_facts(competition),
        RoundFact(_("Project start date"), day(competition.project_starts_on)),
        RoundFact(_("Project end date"), day(competition.project_ends_on)),
        RoundFact(_("Maximum award: single district"), dollars(competition.ceiling_single)),
        RoundFact(_("Maximum award: consortium"), dollars(competition.ceiling_consortium)),
    ]
