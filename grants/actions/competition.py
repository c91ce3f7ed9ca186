"""Opening a funding round."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from accounts.refusals import Unready
from audit import log
from districts.actions.history import touch_registry
from districts.permissions import Actor
from grants.actions.lots import commit_seed
from grants.models import Competition, Criterion, Element, RulesVersion
from grants.permissions.application import check_can_open_competition
from grants.reads.rounds import Rules, rules_as_json, rules_in_words, rules_of
from grants.rules.application import problems_with_competition, problems_with_numbers
from grants.rules.assurances import FIRST_ASSURANCES
from grants.rules.elements import DEFAULT_CRITERIA, DEFAULT_ELEMENTS, CriterionDefinition, ElementDefinition
from grants.rules.rounds import changes_in_words
from grants.rules.texts import on_one_line


@transaction.atomic
def open_competition(
    *,
    name: str,
    opens_at: datetime.datetime | None = None,
    closes_at: datetime.datetime | None = None,
    project_starts_on: datetime.date | None = None,
    project_ends_on: datetime.date | None = None,
    ceiling_single: int | None = None,
    ceiling_consortium: int | None = None,
    elements: Sequence[ElementDefinition] = DEFAULT_ELEMENTS,
    criteria: Sequence[CriterionDefinition] = DEFAULT_CRITERIA,
    assurances: Sequence[str] = FIRST_ASSURANCES,
    is_sample: bool = False,
    is_draft: bool = False,
    more: Mapping[str, Any] = {},
    by: Actor,
    at: datetime.datetime,
) -> Competition:
    """Open a round with its rules, nine elements and weighted criteria, public unless it is a draft. None: unknown.

    `more` are other fields of the round that its officers write, such as its tie rule.
    """
    check_can_open_competition(by, timezone.localdate(at))
    name = on_one_line(name)
    problems = problems_with_competition(
        name=name,
        opens_at=opens_at and timezone.localtime(opens_at),
        closes_at=closes_at and timezone.localtime(closes_at),
        project_starts_on=project_starts_on,
        project_ends_on=project_ends_on,
        weights=[criterion.weight for criterion in criteria],
    )
    problems += problems_with_numbers(("A maximum award", ceiling_single), ("A maximum award", ceiling_consortium))
    if Competition.objects.filter(name=name).exists():
        problems.append(f"There is already a round named {name}.")
    if problems:
        raise Unready(*problems)
    fields = {
        "opens_at": opens_at,
        "closes_at": closes_at,
        "project_starts_on": project_starts_on,
        "project_ends_on": project_ends_on,
        "ceiling_single": ceiling_single,
        "ceiling_consortium": ceiling_consortium,
        "assurances": list(assurances),
        "is_sample": is_sample,
        "is_draft": is_draft,
    }
    competition = Competition(slug=free_slug(name), name=name, **(fields | dict(more)))
    if not is_draft and closes_at is not None and at <= closes_at:
        commit_seed(competition, at)
    competition.save()
    Element.objects.bulk_create(Element(competition=competition, **asdict(element)) for element in elements)
    write_criteria(competition, criteria)
    touch_registry()  # the search finds rounds
    event = "competition.drafted" if is_draft else "competition.opened"
    dates = {"opens_at": opens_at, "closes_at": closes_at}
    log.record(event, competition, by=by, at=at, **dates, lots_code=competition.lots_code)
    return competition


@transaction.atomic
def complete_competition(
    *,
    competition: Competition,
    opens_at: datetime.datetime | None = None,
    closes_at: datetime.datetime | None = None,
    project_starts_on: datetime.date | None = None,
    project_ends_on: datetime.date | None = None,
    ceiling_single: int | None = None,
    ceiling_consortium: int | None = None,
    by: Actor,
    at: datetime.datetime,
) -> Competition:
    """Fill in what was unknown about a round. Raises Unready if a known value differs."""
    competition = Competition.objects.locked(competition.pk)
    check_can_open_competition(by, timezone.localdate(at))
    values = {
        "opens_at": opens_at,
        "closes_at": closes_at,
        "project_starts_on": project_starts_on,
        "project_ends_on": project_ends_on,
        "ceiling_single": ceiling_single,
        "ceiling_consortium": ceiling_consortium,
    }
    known = {field: getattr(competition, field) for field in values}
    given = {field: value for field, value in values.items() if value is not None}
    if competition.is_draft:
        raise Unready(f"{competition} is a draft. Publish it before you load applications.")
    if problems := [
        f"{competition}: {field} is already {_plain(known[field])}, not {_plain(value)}."
        for field, value in given.items()
        if known[field] not in (None, value)
    ]:
        raise Unready(*problems)
    changed = [field for field, value in given.items() if known[field] is None]
    if not changed:
        return competition
    before = rules_of(Competition.objects.get(pk=competition.pk))
    for field in changed:
        setattr(competition, field, given[field])
    if problems := problems_with_competition(
        name=competition.name,
        opens_at=competition.opens_at,
        closes_at=competition.closes_at,
        project_starts_on=competition.project_starts_on,
        project_ends_on=competition.project_ends_on,
        weights=[criterion.weight for criterion in competition.criteria.all()],
    ):
        raise Unready(*problems)
    competition.revision += 1
    competition.save(update_fields=[*changed, "revision"])
    touch_registry()
    if competition.versions.exists():
        write_version(before, reason="Completed with facts from a file.", by=by, at=at)
    log.record("competition.completed", competition, by=by, at=at, **{field: given[field] for field in changed})
    return competition


def write_criteria(competition: Competition, criteria: Sequence[CriterionDefinition]) -> None:
    """Replace the round's criteria by these, in this order."""
    competition.criteria.all().delete()
    Criterion.objects.bulk_create(
        Criterion(competition=competition, position=position, **asdict(criterion))
        for position, criterion in enumerate(criteria, start=1)
    )


def write_version(before: Rules, *, reason: str, by: Actor, at: datetime.datetime) -> RulesVersion:
    """Keep the rules that are in force now as a new version; `before` are those it replaces.

    The first version of a round that a command opened is written here, at its first change.
    """
    competition = Competition.objects.get(pk=before.competition.pk)
    after = rules_of(competition)
    last = competition.versions.order_by("-number").first()
    if last is None:
        last = RulesVersion.objects.create(competition=competition, number=1, rules=rules_as_json(before))
    return RulesVersion.objects.create(
        competition=competition,
        number=last.number + 1,
        rules=rules_as_json(after),
        changes=changes_in_words(rules_in_words(before), rules_in_words(after)),
        reason=reason,
        by=None if isinstance(by, str) else by,
        at=at,
    )


def _plain(value: object) -> str:
    return f"{timezone.localtime(value):%Y-%m-%dT%H:%M}" if isinstance(value, datetime.datetime) else str(value)


def free_slug(name: str) -> str:
    """The address of a round of that name, numbered if another round has it."""
    slug = slugify(name)[:100].strip("-") or "round"
    taken = set(Competition.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    numbered = (f"{slug}-{number}" for number in range(2, len(taken) + 3))
    return next(candidate for candidate in (slug, *numbered) if candidate not in taken)
