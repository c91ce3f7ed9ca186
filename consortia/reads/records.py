"""What pages and files of consortia read in addition to the row itself."""

from typing import Any

from django.db.models import CharField, Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat

from accounts.models import Visitor
from consortia.models import ConsortiumChange, ConsortiumConfirmation, ScheduledClosure

AnnotatedRows = QuerySet[Any]  # rows with a column more than the model has


def with_last_confirmation_of_consortia(consortia: AnnotatedRows) -> AnnotatedRows:
    """These consortia, each with `confirmed_by`, “superintendent of Otter Run Local”, and `left_out`, labels of facts.

    Both are None where no one verified it.
    """
    last = ConsortiumConfirmation.objects.filter(consortium=OuterRef("pk")).order_by("-at", "-pk")
    place = Coalesce("appointment__district__name", "appointment__school__name")
    office = Concat("appointment__kind", Value(" of "), place, output_field=CharField())
    return consortia.annotate(
        confirmed_by=Subquery(last.values_list(office)[:1]), left_out=Subquery(last.values("left_out")[:1])
    )


def with_legal_form_since(consortia: AnnotatedRows) -> AnnotatedRows:
    """These consortia, each with `legal_form_since`: the effective date of the last change, None where not known."""
    changes = ConsortiumChange.objects.filter(consortium=OuterRef("pk"), field="legal_form")
    return consortia.annotate(
        legal_form_since=Subquery(changes.order_by("-recorded_at", "-pk").values("holds_from")[:1])
    )


def with_scheduled(records: AnnotatedRows) -> AnnotatedRows:
    """These districts or consortia, each with `has_scheduled`: the few with a scheduled change cost one more query."""
    return records.annotate(has_scheduled=Exists(ScheduledClosure.objects.to_come().concerning_rows_of(records.model)))


def scheduled_of(record: Any, user: Visitor) -> list[ScheduledClosure]:
    """The scheduled mergers and dissolutions by which this record, a row of `with_scheduled`, ends or takes over."""
    if not record.has_scheduled:
        return []
    return list(ScheduledClosure.objects.visible_to(user).to_come().concerning(record))
