"""Small and rural: the State's own decisions, and the answers of the federal rules as lists and files show them."""

import datetime
from collections import Counter, defaultdict

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from districts.actions.history import touch_registry
from districts.models import District, RuralDesignation, rural_facts
from districts.permissions import Actor, check_can_register
from districts.rules.places import school_year_of
from districts.rules.rural import (
    RLIS_RULES,
    SRSA_RULES,
    facts_from,
    problems_with_decision,
    rlis,
    rule_in,
    srsa,
)

BATCH = 5_000
Answers = tuple[str, str, str, str]


@transaction.atomic
def classify_districts(
    *, districts: QuerySet[District] | None = None, by: Actor, at: datetime.datetime
) -> Counter[str]:
    """Answer SRSA and RLIS for these districts, or for all, and store what differs; how many of each answer.

    The answers hold for the school year of `at`. An action that changes a fact calls this in the same transaction;
    where nothing differs, nothing is written, the log included.
    """
    check_can_register(by, timezone.localdate(at))
    counts, changed = store_answers(districts=districts, on=timezone.localdate(at))
    if changed:
        year = school_year_of(timezone.localdate(at))
        log.record("districts.classified", "register", by=by, at=at, school_year=year, changed=changed, answers=counts)
    return counts


def store_answers(*, districts: QuerySet[District] | None, on: datetime.date) -> tuple[Counter[str], int]:
    """The answers stored as `classify_districts` says, for callers whose own line of the log tells of them.

    How many of each answer, and how many districts changed.
    """
    wanted = District.objects.all() if districts is None else districts
    rows = wanted.select_for_update(no_key=True).order_by("pk")
    stored = {
        pk: tuple(answers) for pk, *answers in rows.values_list("pk", "srsa", "rlis", "rural_year", "rural_rules")
    }
    known, year = rural_facts(districts, on=on), school_year_of(on)
    versions = f"SRSA {rule_in(SRSA_RULES, year).version}, RLIS {rule_in(RLIS_RULES, year).version}"
    counts: Counter[str] = Counter()
    differing: dict[Answers, list[int]] = defaultdict(list)
    for pk, before in stored.items():
        facts = facts_from(known[pk], school_year=year)
        answers = (str(srsa(facts).answer), str(rlis(facts).answer), year, versions)
        counts.update([f"SRSA {answers[0]}", f"RLIS {answers[1]}"])
        if answers != before:
            differing[answers].append(pk)
    for answers, keys in differing.items():
        values = dict(zip(("srsa", "rlis", "rural_year", "rural_rules"), answers, strict=True))
        for start in range(0, len(keys), BATCH):
            District.objects.filter(pk__in=keys[start : start + BATCH]).update(**values)
    if differing:
        touch_registry()
    return counts, sum(len(keys) for keys in differing.values())


@transaction.atomic
def designate_rural(
    *,
    district: District,
    is_rural: bool | None,
    reason: str,
    decided_on: datetime.date | None = None,
    by: User,
    at: datetime.datetime,
) -> RuralDesignation:
    """Record the state's designation of a district as rural or not rural; None withdraws the earlier one.

    It takes effect on `decided_on` (by default the day of `at`) and ends the designation before it. The district's
    answers are updated at once.
    """
    today = timezone.localdate(at)
    district = District.objects.select_for_update(no_key=True).get(pk=district.pk)
    check_can_register(by, today)
    reason, decided_on = reason.strip(), decided_on or today
    last = RuralDesignation.objects.filter(district=district, ends_on=None).first()
    problems = problems_with_decision(
        reason=reason, decided_on=decided_on, today=today, last=last.starts_on if last else None
    )
    if is_rural is None and (last is None or last.is_rural is None):
        problems.append("There is no designation to withdraw.")
    if problems:
        raise Unready(*problems)
    if last:
        last.ends_on = max(last.starts_on, decided_on - datetime.timedelta(days=1))
        last.save(update_fields=["ends_on"])
    decision = RuralDesignation.objects.create(
        district=district, is_rural=is_rural, decided_on=decided_on, starts_on=decided_on, officer=by, reason=reason
    )
    touch_registry()  # pages show the decision, also where no answer changes
    store_answers(districts=District.objects.filter(pk=district.pk), on=today)
    district.refresh_from_db(fields=["srsa", "rlis"])
    log.record(
        "district.designated",
        decision,
        by=by,
        at=at,
        leaid=district.leaid,
        is_rural=is_rural,
        decided_on=decided_on,
        reason=reason,
        srsa=district.srsa,
        rlis=district.rlis,
    )
    return decision
