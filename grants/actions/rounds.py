"""An officer's rounds: drafting, publishing, and changing the rules of a published one."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from accounts.models import User
from accounts.refusals import Refusal, Unready
from audit import log
from districts.actions.history import touch_registry
from grants import emails
from grants.actions.competition import free_slug, open_competition, write_criteria, write_version
from grants.actions.lots import SEED_FIELDS, commit_seed, needs_new_seed
from grants.models import Competition, Criterion, RulesVersion
from grants.permissions.application import check_can_change_rules, check_can_open_competition
from grants.reads.rounds import (
    DAYS,
    ELEMENT_FIELDS,
    FIELDS,
    MOMENTS,
    Rules,
    addressees_of,
    applications_of_round,
    criteria_of,
    rules_as_json,
    rules_in_words,
    rules_of,
    submission_rule_of,
    window_of,
)
from grants.rules.application import problems_with_competition, problems_with_lengths, problems_with_numbers
from grants.rules.assurances import DEFAULT_ASSURANCES, problems_with_assurances
from grants.rules.awards import problems_with_indirect_cap, problems_with_largest_share
from grants.rules.elements import CriterionDefinition, ElementDefinition
from grants.rules.eligibility import problems_with_lead_kinds
from grants.rules.requirements import USUAL_REQUIREMENTS, problems_with_submission_rule
from grants.rules.rounds import (
    EVERY_CHOICE,
    USUAL_GRACE,
    RulesChoices,
    RulesPreview,
    changes_in_words,
    problems_with_closing_now,
    problems_with_criteria,
    problems_with_decision_days,
    problems_with_editing,
    problems_with_extending,
    problems_with_grace,
    problems_with_public_reason,
    problems_with_publishing,
    problems_with_question,
    problems_with_rules_change,
    problems_with_signatures_by,
)
from grants.rules.standard_texts import STANDARD_CRITERIA, STANDARD_ELEMENTS
from grants.rules.texts import LONGEST_NOTE, cleaned, on_one_line
from grants.rules.tie_rule import problems_with_tie_criteria
from grants.rules.wanted_files import problems_with_wanted_files, wanted_files_in

STALE = (
    "Someone changed this round after you opened this page, or you did in another tab. We didn’t save your changes. "
    "They’re still below. Review them and try again."
)
_ON_ONE_LINE = ("name", "title")
# A copy has another name, dates that its officers enter, and a seed drawn when it is published.
_NOT_COPIED = {"name", "lots_code", *MOMENTS, *DAYS}


class RulesEdit(NamedTuple):
    """New values of a round's fields and of its questions' fields by number, and all its criteria if not None."""

    values: Mapping[str, Any] = {}
    questions: Mapping[int, Mapping[str, Any]] = {}
    criteria: Sequence[CriterionDefinition] | None = None


@transaction.atomic
def start_round(*, name: str, copy_of: Competition | None = None, by: User, at: datetime.datetime) -> Competition:
    """A draft with the standard questions, rubrics, criteria, and assurances, or with another round's but its dates."""
    if copy_of is None:
        rules: dict[str, Any] = {
            "elements": STANDARD_ELEMENTS,
            "criteria": STANDARD_CRITERIA,
            "assurances": DEFAULT_ASSURANCES,
            "more": {"grace_minutes": USUAL_GRACE, "requirements": list(USUAL_REQUIREMENTS)},
        }
    else:
        source = rules_of(copy_of)
        rules = {
            "more": {field: getattr(copy_of, field) for field in FIELDS if field not in _NOT_COPIED},
            "elements": [
                ElementDefinition(number=row.number, **{field: getattr(row, field) for field in ELEMENT_FIELDS})
                for row in source.elements
            ],
            "criteria": criteria_of(source),
        }
    return open_competition(name=name, is_draft=True, **rules, by=by, at=at)


@transaction.atomic
def discard_draft(*, competition: Competition, by: User, at: datetime.datetime) -> None:
    """Delete a draft, which no applicant has ever seen. Raises Unready if it is published."""
    competition = Competition.objects.locked(competition.pk)
    check_can_open_competition(by, timezone.localdate(at))
    if not competition.is_draft:
        raise Unready("This round is published, so it can’t be discarded.")
    touch_registry()
    log.record("competition.discarded", competition, by=by, at=at)
    competition.elements.all().delete()
    competition.criteria.all().delete()
    competition.delete()


@transaction.atomic
def edit_draft(
    *, competition: Competition, edit: RulesEdit, revision: int, by: User, at: datetime.datetime
) -> Competition:
    """Change a draft. Raises Unready if it is published, or if the page was made from an older revision."""
    competition = Competition.objects.locked(competition.pk)
    check_can_open_competition(by, timezone.localdate(at))
    if not competition.is_draft:
        raise Unready("This round is published now. Open it again to change its rules with a reason.")
    if revision != competition.revision:
        raise Unready(STALE)
    name_before, after = competition.name, _edited(competition, edit)
    if problems := _problems_with_rules(after):
        raise Unready(*problems)
    if slugify(competition.name) != slugify(name_before):
        competition.slug = free_slug(competition.name)
    _save(after, edit)
    log.record("competition.edited", competition, by=by, at=at, **_for_log(edit))
    return competition


@transaction.atomic
def publish_round(*, competition: Competition, revision: int, by: User, at: datetime.datetime) -> Competition:
    """Make the draft public, with its rules kept as version 1. Raises Unready with everything that is missing."""
    competition = Competition.objects.locked(competition.pk)
    check_can_open_competition(by, timezone.localdate(at))
    if not competition.is_draft:
        raise Unready("This round is already published.")
    if revision != competition.revision:
        raise Unready("This round was changed after you opened this page. Check it again, then publish it.")
    rules = rules_of(competition)
    if problems := problems_with_draft(rules, at):
        raise Unready(*problems)
    competition.is_draft = False
    competition.revision += 1
    commit_seed(competition, at)
    competition.save(update_fields=["is_draft", "revision", *SEED_FIELDS])
    touch_registry()
    RulesVersion.objects.create(competition=competition, number=1, rules=rules_as_json(rules), by=by, at=at)
    log.record(
        "competition.opened",
        competition,
        by=by,
        at=at,
        opens_at=competition.opens_at,
        closes_at=competition.closes_at,
        lots_code=competition.lots_code,
    )
    return competition


@transaction.atomic
def change_rules(
    *, competition: Competition, edit: RulesEdit, reason: str, revision: int, by: User, at: datetime.datetime
) -> RulesVersion:
    """Change the rules of a published round: a new version, public with its reason, and emails to applicants.

    What was submitted stays submitted. Raises Refused, or Unready if the page was made from an older revision.
    """
    competition = Competition.objects.locked(competition.pk)
    check_can_change_rules(by, competition, timezone.localdate(at))
    if revision != competition.revision:
        raise Unready(STALE)
    before, reason = rules_of(Competition.objects.get(pk=competition.pk)), cleaned(reason)
    after = _edited(competition, edit)
    if problems := _problems_with_change(before, after, at) + problems_with_public_reason(reason):
        raise Unready(*problems)
    competition.rules_changed_at = at
    if needs_new_seed(before.competition, competition, at):
        commit_seed(competition, at)
    _save(after, edit)
    version = write_version(before, reason=reason, by=by, at=at)
    emails.send_rules_changed(version, addressees_of(competition, timezone.localdate(at)), at=at)
    log.record(
        "competition.changed", competition, by=by, at=at, version=version.number, reason=reason, **_for_log(edit)
    )
    return version


@transaction.atomic
def close_round_now(
    *, competition: Competition, reason: str, revision: int, by: User, at: datetime.datetime
) -> RulesVersion:
    """End the window of an open round at this moment; a change of its rules like any other."""
    competition = Competition.objects.locked(competition.pk)
    check_can_change_rules(by, competition, timezone.localdate(at))
    if problems := problems_with_closing_now(window_of(competition), at):
        raise Unready(*problems)
    is_moot = competition.signatures_by is not None and competition.signatures_by >= timezone.localdate(at)
    edit = RulesEdit({"closes_at": at} | ({"signatures_by": None} if is_moot else {}))
    return change_rules(competition=competition, edit=edit, reason=reason, revision=revision, by=by, at=at)


def choices_in(*, competition: Competition, under_review: int, by: User, at: datetime.datetime) -> RulesChoices:
    """What this officer can change in the round at this moment, by the rules that the actions check."""
    if competition.is_draft:
        return EVERY_CHOICE
    try:
        check_can_change_rules(by, competition, timezone.localdate(at))
    except Refusal as no:
        return RulesChoices(may_edit=False, may_extend=False, reasons=list(no.problems))
    window = window_of(competition)
    editing, extending = problems_with_editing(window, at), problems_with_extending(window, under_review, at)
    return RulesChoices(not editing, not extending, extending or editing)


def preview_change(*, competition: Competition, edit: RulesEdit, by: User, at: datetime.datetime) -> RulesPreview:
    """What the edit would change in a published round. Writes nothing."""
    before = rules_of(competition)
    after = _edited(Competition.objects.get(pk=competition.pk), edit)
    changes = changes_in_words(rules_in_words(before), rules_in_words(after))
    try:
        check_can_change_rules(by, competition, timezone.localdate(at))
    except Refusal as no:
        return RulesPreview(changes, list(no.problems))
    return RulesPreview(changes, _problems_with_change(before, after, at))


def problems_with_draft(rules: Rules, at: datetime.datetime) -> list[str]:
    """Everything that is missing or wrong before the draft can be published."""
    competition = rules.competition
    return _problems_with_rules(rules) + problems_with_publishing(
        vars(competition),
        {element.number: element.question for element in rules.elements},
        closes_at=competition.closes_at,
        at=at,
    )


def _edited(competition: Competition, edit: RulesEdit) -> Rules:
    """The round with the new values, not saved."""
    rules = rules_of(competition)
    for field, value in edit.values.items():
        setattr(competition, field, _clean(field, value))
    for element in rules.elements:
        for field, value in edit.questions.get(element.number, {}).items():
            setattr(element, field, _clean(field, value))
    if edit.criteria is None:
        return rules
    return rules._replace(criteria=[Criterion(**_clean_criterion(criterion)) for criterion in edit.criteria])


def _clean_criterion(criterion: CriterionDefinition) -> dict[str, Any]:
    return {field: _clean(field, value) for field, value in asdict(criterion).items()}


def _clean(field: str, value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_clean(field, item) if isinstance(item, dict) else on_one_line(item) for item in value]
    if isinstance(value, dict):
        return {name: on_one_line(item) if isinstance(item, str) else item for name, item in value.items()}
    if not isinstance(value, str):
        return value
    return on_one_line(value) if field in _ON_ONE_LINE else cleaned(value)


def _save(rules: Rules, edit: RulesEdit) -> None:
    competition = rules.competition
    competition.revision += 1
    competition.save()
    touch_registry()
    for element in rules.elements:
        if element.number in edit.questions:
            element.save()
    if edit.criteria is not None:
        write_criteria(competition, criteria_of(rules))


def _problems_with_change(before: Rules, after: Rules, at: datetime.datetime) -> list[str]:
    old, new = rules_as_json(before), rules_as_json(after)
    changed = {field for field in old if old[field] != new[field]}
    return problems_with_rules_change(
        before=window_of(before.competition),
        after=window_of(after.competition),
        changed=changed,
        emptied={field for field in changed if new[field] is None},
        under_review=applications_of_round(before.competition).under_review,
        at=at,
    ) + _problems_with_rules(after)


def _problems_with_rules(rules: Rules) -> list[str]:
    competition = rules.competition
    problems = problems_with_competition(
        name=competition.name,
        opens_at=competition.opens_at and timezone.localtime(competition.opens_at),
        closes_at=competition.closes_at and timezone.localtime(competition.closes_at),
        project_starts_on=competition.project_starts_on,
        project_ends_on=competition.project_ends_on,
        weights=[criterion.weight for criterion in rules.criteria],
    )
    problems += problems_with_numbers(
        ("The maximum award for a single district", competition.ceiling_single),
        ("The maximum award for a consortium", competition.ceiling_consortium),
    )
    problems += problems_with_largest_share(competition.largest_share)
    problems += problems_with_indirect_cap(competition.indirect_cap)
    problems += problems_with_lengths(
        ("The text about ties", competition.tie_rule, LONGEST_NOTE),
        ("The text about decisions", competition.decision_clock, LONGEST_NOTE),
    )
    problems += problems_with_signatures_by(
        competition.signatures_by,
        opens_on=competition.opens_at and timezone.localdate(competition.opens_at),
        closes_on=competition.closes_at and timezone.localdate(competition.closes_at),
    )
    problems += problems_with_tie_criteria(competition.tie_criteria)
    problems += problems_with_grace(competition.grace_minutes)
    problems += problems_with_decision_days(competition.decision_days)
    problems += problems_with_lead_kinds(competition.lead_kinds)
    problems += problems_with_submission_rule(submission_rule_of(competition))
    problems += problems_with_wanted_files(wanted_files_in(competition.wanted_files))
    problems += problems_with_assurances(competition.assurances)
    problems += problems_with_criteria(criteria_of(rules))
    if Competition.objects.filter(name=competition.name).exclude(pk=competition.pk).exists():
        problems.append(f"There is already a round named {competition.name}.")
    for element in rules.elements:
        texts = {
            "The guidance": element.guidance,
            "The two parts of the rubric together": element.explained_if + element.partly_if,
        }
        problems += problems_with_question(
            title=element.title, question=element.question, word_limit=element.word_limit, texts=texts
        )
    return problems


def _for_log(edit: RulesEdit) -> dict[str, Any]:
    criteria = {} if edit.criteria is None else {"criteria": [asdict(criterion) for criterion in edit.criteria]}
    return {**edit.values, **({"questions": edit.questions} if edit.questions else {}), **criteria}
