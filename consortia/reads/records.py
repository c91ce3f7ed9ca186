"""What the pages of districts, schools, and consortia read: the record, its memberships, and what is beside them."""

import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import CharField, Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat

from accounts.models import Visitor
from accounts.models.statements import kept_statement
from consortia.models import (
    Consortium,
    ConsortiumChange,
    ConsortiumConfirmation,
    ConsortiumLink,
    ConsortiumPurpose,
    Membership,
    MembershipsByDay,
    ScheduledClosure,
)
from consortia.models.consortium import Sight
from consortia.reads.rosters import with_sizes
from districts.models import District, School
from districts.reads.records import with_last_confirmation, with_state_decision

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


@kept_statement
def districts_of_leaid(*, leaid: str, on: datetime.date) -> AnnotatedRows:
    """The district with that LEAID, if any, as its page shows it on that day."""
    visible = with_last_confirmation(District.objects.visible_to(AnonymousUser()).for_record(), "district")
    return with_state_decision(with_scheduled(visible), on=on).filter(leaid=leaid)


@kept_statement
def schools_of_ncessch(*, ncessch: str) -> AnnotatedRows:
    """The school with that NCESSCH, if any, as its page shows it."""
    visible = School.objects.visible_to(AnonymousUser()).for_list().select_related("successor")
    return with_last_confirmation(visible, "school").filter(ncessch=ncessch)


def consortia_of_slug(slug: str, user: Visitor) -> list[Consortium]:
    """The consortium with that slug, if any and visible to this user, as its page shows it."""
    sight = Sight.of(user)
    return _consortia_of_slug(sight.kind, **sight.values, slug=slug)


@kept_statement
def _consortia_of_slug(kind: Any, *, slug: str, **values: Any) -> AnnotatedRows:
    visible = Consortium.objects.filter(Sight(kind, values).seen("")).for_record()
    return with_scheduled(with_last_confirmation_of_consortia(visible)).filter(slug=slug)


def memberships_of(record: District | School, user: Visitor, on: datetime.date) -> MembershipsByDay:
    """The memberships of a district and its schools, or of a school and its district, that this user may see.

    With pending ones. One query.
    """
    sight = Sight.of(user)
    if isinstance(record, District):
        rows = _memberships_of_district(sight.kind, **sight.values, district=record.pk)
    else:
        rows = _memberships_of_school(sight.kind, **sight.values, school=record.pk, district=record.district_id)
    return MembershipsByDay.of(rows, on)


@kept_statement
def _memberships_of_district(kind: Any, *, district: int, **values: Any) -> "QuerySet[Membership]":
    return Membership.objects.with_pending_seen(Sight(kind, values)).of_district(District(pk=district))


@kept_statement
def _memberships_of_school(kind: Any, *, school: int, district: int, **values: Any) -> "QuerySet[Membership]":
    seen = Membership.objects.with_pending_seen(Sight(kind, values))
    return seen.of_school(School(pk=school, district_id=district))


def roster_with_pending(slug: str, user: Visitor, on: datetime.date) -> MembershipsByDay:
    """The memberships of a consortium that this user may see, with the sizes of the members. One query."""
    sight = Sight.of(user)
    return MembershipsByDay.of(_roster_with_pending(sight.kind, **sight.values, slug=slug, on=on), on)


@kept_statement
def _roster_with_pending(kind: Any, *, slug: str, on: datetime.date, **values: Any) -> "QuerySet[Membership]":
    roster = Membership.objects.with_pending_seen(Sight(kind, values)).of_consortium(slug).for_roster()
    return with_sizes(roster, on=on)


def changes_of(slug: str, user: Visitor) -> list[ConsortiumChange]:
    """The history of a consortium that this user may see, the newest first."""
    sight = Sight.of(user)
    return _changes_of(sight.kind, **sight.values, slug=slug)


@kept_statement
def _changes_of(kind: Any, *, slug: str, **values: Any) -> "QuerySet[ConsortiumChange]":
    return ConsortiumChange.objects.filter(Sight(kind, values).seen()).of_consortium(slug)


@kept_statement
def links_of(*, consortium: int) -> "QuerySet[ConsortiumLink]":
    """The links of a consortium with other public ones, the earliest first."""
    return ConsortiumLink.objects.visible_to(AnonymousUser()).of(Consortium(pk=consortium))


@kept_statement
def purposes_of(*, consortium: int) -> "QuerySet[ConsortiumPurpose]":
    """The purposes of a consortium, past and future ones included."""
    return ConsortiumPurpose.objects.filter(consortium=consortium)
