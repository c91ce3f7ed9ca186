"""The reads of a packet and of the facts about it, with their SQL kept: every page of an application makes them."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models.statements import kept_statement
from consortia.models import ConsortiumPurpose, ScheduledClosure
from districts.models import DistrictFigures, Revision, SchoolFigures, ServiceAgencyMembership
from districts.models.keys import HasKey
from grants.models.budget import BudgetLine
from grants.models.participant import LEAVES_ON, Participant
from grants.models.plan import Activity, Answer, Commitment, Partner
from grants.models.sealed import Explanation
from grants.models.signature import Signature
from purchasing.models import Contract

# What `packet_rows` reads of a commitment and of a budget line, in this order.
COMMITMENT_COLUMNS = (
    "activity_id", "participant_id", "pk", "gives_kind", "gives_text", "gives_amount", "gains_text", "gains_students",
    "gains_grades", "proposed_at",
)  # fmt: skip
LINE_COLUMNS = (
    "pk", "position", "line", "amount", "source", "payer_id", "payer_name", "payee_name", "payee_id", "benefits_all",
    "activity_id", "category", "year", "proposed_at",
)  # fmt: skip
# Of a participant: the day from which its district is scheduled not to exist.
_SCHEDULED = ScheduledClosure.objects.to_come().filter(district=OuterRef("district"))
SCHEDULED_TO_END_ON = Subquery(_SCHEDULED.order_by("on").values("on")[:1])


def with_records_as_tuples(participants: QuerySet[Participant]) -> QuerySet[Any, Any]:
    """What the registry says about each of these, in the order of the fields of `ParticipantRecord`."""
    rows = participants.annotate(
        registry_name=Coalesce("district__name", "school__name"),
        record_status=Coalesce("district__status", "school__status"),
        closed_on=Coalesce("district__closed_on", SCHEDULED_TO_END_ON, "school__closed_on"),
        leaves_on=LEAVES_ON,  # type: ignore[no-redef]  # declared on Participant
        revision=Subquery(Revision.objects.filter(pk=1).values("number")),
    )
    own = ("pk", "key", "name", "role", "joined_on", "district", "school", "district__leaid", "district__kind")
    on_record = ("registry_name", "record_status", "closed_on", "leaves_on", "added_at", "revision")
    return rows.values_list(*own, *on_record)


@kept_statement
def participants_of(*, application: int) -> QuerySet[Any, Any]:
    """The participants in their order, with what the registry says."""
    return with_records_as_tuples(Participant.present.filter(application=application))


@kept_statement
def signatures_of(*, application: int) -> QuerySet[Signature]:
    """The signatures in the order in which they count, without the part that was signed."""
    return Signature._default_manager.filter(application=application).defer("part")


@kept_statement
def activities_of(*, application: int) -> QuerySet[Activity]:
    """The activities in their order, with their contracts."""
    return Activity.objects.filter(application=application).select_related("contract")


@kept_statement
def answers_of(*, application: int) -> QuerySet[Answer]:
    """The answers in their order."""
    return Answer.objects.filter(application=application)


@kept_statement
def partners_of(*, application: int) -> QuerySet[Partner]:
    """The partners in their order."""
    return Partner.objects.filter(application=application)


@kept_statement
def explanations_of(*, application: int) -> QuerySet[Explanation]:
    """The applicant's explanations of findings in their order."""
    return Explanation.objects.filter(application=application)


@kept_statement
def purposes_of(*, consortium: int) -> QuerySet[Any, str]:
    """The purposes of the consortium that the packet names."""
    return ConsortiumPurpose._default_manager.filter(consortium=consortium).values_list("purpose", flat=True)


@kept_statement
def contracts_of(*, consortium: int) -> QuerySet[Contract]:
    """The shared contracts of the consortium."""
    return Contract._default_manager.filter(consortium=consortium)


@kept_statement
def commitments_of(*, application: int) -> QuerySet[Any, Any]:
    """The commitments as tuples, in any order."""
    return Commitment.objects.filter(activity__application=application).order_by().values_list(*COMMITMENT_COLUMNS)


@kept_statement
def beneficiaries_of(*, application: int) -> QuerySet[Any, Any]:
    """Budget line and member that benefits from it, by their primary keys."""
    pairs = BudgetLine.beneficiaries.through.objects.filter(budgetline__application=application)
    return pairs.values_list("budgetline_id", "participant_id")


@kept_statement
def budget_lines_of(*, application: int) -> QuerySet[Any, Any]:
    """The budget lines in their order, as tuples."""
    return BudgetLine.objects.filter(application=application).values_list(*LINE_COLUMNS)


@kept_statement
def enrollments_of_districts(*, keys: Iterable[int]) -> QuerySet[Any, Any]:
    """District, enrollment, and school year, the earliest year first."""
    return _enrollments(DistrictFigures.objects.filter(HasKey("district", keys)), "district_id")


@kept_statement
def enrollments_of_schools(*, keys: Iterable[int]) -> QuerySet[Any, Any]:
    """School, enrollment, and school year, the earliest year first."""
    return _enrollments(SchoolFigures.objects.filter(HasKey("school", keys)), "school_id")


def _enrollments(figures: QuerySet[Any], place: str) -> QuerySet[Any, Any]:
    known = figures.filter(enrollment__isnull=False).order_by("school_year")
    return known.values_list(place, "enrollment", "school_year")


@kept_statement
def agencies_of_districts(*, keys: Iterable[int], on: datetime.date) -> QuerySet[Any, Any]:
    """District and the LEAID of a service agency that it belongs to on that day, by agency."""
    rows = ServiceAgencyMembership.objects.in_force(on).filter(HasKey("district", keys))
    return rows.order_by("agency", "starts_on").values_list("district_id", "agency__leaid")


@kept_statement
def agencies_with_components(*, keys: Iterable[int]) -> QuerySet[Any, str]:
    """The LEAIDs of those among these districts that are a service agency with component districts."""
    rows = ServiceAgencyMembership.objects.filter(HasKey("agency", keys)).order_by()
    return rows.values_list("agency__leaid", flat=True).distinct()
