"""Opening a funding round."""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from accounts.refusals import Unready
from audit import log
from districts.permissions import Actor
from grants.models import Competition, Criterion, Element
from grants.permissions.application import check_can_open_competition
from grants.rules.application import problems_with_competition, problems_with_numbers
from grants.rules.elements import DEFAULT_CRITERIA, DEFAULT_ELEMENTS, CriterionDefinition, ElementDefinition
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
    is_sample: bool = False,
    by: Actor,
    at: datetime.datetime,
) -> Competition:
    """Open a round with its published rules: nine elements and weighted criteria. None means unknown."""
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
    competition = Competition.objects.create(
        slug=_free_slug(name),
        name=name,
        opens_at=opens_at,
        closes_at=closes_at,
        project_starts_on=project_starts_on,
        project_ends_on=project_ends_on,
        ceiling_single=ceiling_single,
        ceiling_consortium=ceiling_consortium,
        is_sample=is_sample,
    )
    Element.objects.bulk_create(
        Element(competition=competition, number=e.number, title=e.title, question=e.question, word_limit=e.word_limit)
        for e in elements
    )
    Criterion.objects.bulk_create(
        Criterion(competition=competition, title=c.title, description=c.description, weight=c.weight, position=position)
        for position, c in enumerate(criteria, start=1)
    )
    log.record("competition.opened", competition, by=by, at=at, opens_at=opens_at, closes_at=closes_at)
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
    competition = Competition.objects.select_for_update().get(pk=competition.pk)
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
    if problems := [
        f"{competition}: {field} is already {_plain(known[field])}, not {_plain(value)}."
        for field, value in given.items()
        if known[field] not in (None, value)
    ]:
        raise Unready(*problems)
    changed = [field for field, value in given.items() if known[field] is None]
    if not changed:
        return competition
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
    competition.save(update_fields=changed)
    log.record("competition.completed", competition, by=by, at=at, **{field: given[field] for field in changed})
    return competition


def _plain(value: object) -> str:
    return f"{timezone.localtime(value):%Y-%m-%dT%H:%M}" if isinstance(value, datetime.datetime) else str(value)


def _free_slug(name: str) -> str:
    slug = slugify(name)[:100].strip("-") or "round"
    taken = set(Competition.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    numbered = (f"{slug}-{number}" for number in range(2, len(taken) + 3))
    return next(candidate for candidate in (slug, *numbered) if candidate not in taken)
