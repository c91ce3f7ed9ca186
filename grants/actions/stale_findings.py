"""When findings of submitted applications become stale: the registry's facts about their members have changed.

The registry tells of corrections, mergers, duplicates, imports, memberships of consortia and of service agencies, and
what is undone. Submissions and signatures are not the registry's: see `rechecks` and `signatures`.
"""

from django.db.models import Q

from districts.actions.followers import ChangedRecords, follow_registry
from grants.actions.rechecks import ask_to_recheck
from grants.models import Application


def recheck_after(changed: ChangedRecords) -> None:
    """After the commit, check the applications again that name these districts or their schools, once for a change.

    After a change of whole states, those of consortia in them: a narrative may name any district there.
    """
    districts = [pk for pk in changed.districts if pk]
    named = Q(participants__district__in=districts) | Q(participants__school__district__in=districts)
    if changed.states:
        named = Q() if "" in changed.states else Q(consortium__state__in=changed.states)
    elif not districts:
        return
    applications = Application.objects.submitted().filter(named)
    asked = applications.filter(rechecks__asked_at=changed.at, rechecks__only_compares=False).values("pk")
    pks = applications.exclude(pk__in=asked).order_by("pk").values_list("pk", flat=True).distinct()
    ask_to_recheck(pks, at=changed.at)


follow_registry(recheck_after)
