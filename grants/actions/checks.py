"""How a finding rule works in a round: it reports findings, or it asks questions instead."""

import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from districts.actions.history import touch_registry
from grants.actions.rechecks import ask_to_recheck
from grants.models import Application, Competition, RuleStrengthChange
from grants.permissions.review import check_can_set_checks
from grants.rules.application import problems_with_rule_strength
from grants.rules.collaboration.findings import rule_named
from grants.rules.texts import cleaned


@transaction.atomic
def set_rule_strength(
    *, competition: Competition, rule: str, only_asks: bool, reason: str, by: User, at: datetime.datetime
) -> RuleStrengthChange:
    """Have the rule ask questions in this round, or report findings again. Submitted applications are checked again.

    Drafts change right away, because their findings aren't stored. Raises Refused or Unready.
    """
    competition = Competition.objects.locked(competition.pk)
    check_can_set_checks(by, timezone.localdate(at))
    declared, reason = rule_named(rule), cleaned(reason)
    if declared is None:
        raise Unready("There is no such check.")
    before = rule in competition.possible_rules
    if problems := problems_with_rule_strength(declared.title, reason, only_asks=only_asks, before=before):
        raise Unready(*problems)
    others = [name for name in competition.possible_rules if name != rule]
    competition.possible_rules = sorted([*others, rule]) if only_asks else others
    competition.save(update_fields=["possible_rules"])
    touch_registry()
    change = RuleStrengthChange.objects.create(
        competition=competition, rule=rule, only_asks=only_asks, reason=reason, by=by, at=at
    )
    log.record("competition.check_set", competition, by=by, at=at, rule=rule, only_asks=only_asks, reason=reason)
    ask_to_recheck(Application.objects.submitted().filter(competition=competition).values_list("pk", flat=True), at=at)
    return change
