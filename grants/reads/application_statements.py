"""The reads of one application that its receipt, its pages, and each of its actions make, with their SQL kept."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from accounts.models import User
from accounts.models.statements import kept_statement
from districts.models import Appointment
from grants.models.application import Application
from grants.models.history import ApplicationStep
from grants.models.participant import LEAVES_ON, Participant, with_participant_from
from grants.models.plan import Answer
from grants.models.sealed import StoredFinding, Version
from grants.models.section import ApplicationSection
from grants.models.signature import Signature
from grants.reads.packet_statements import signatures_of


def application_taken_part_in_by(reader: User, reference: str, *, is_for_page: bool) -> Application | None:
    """The application of that reference if the reader's district or school takes part in it, in one query.

    With `is_for_page`, the records that every page of the applicant names come with it.
    """
    places = Appointment.objects.places_of(reader)
    if places.are_none:
        return None
    found = _taken_part_in(is_for_page, reference=reference, districts=places.districts, schools=places.schools)
    return found[0] if found else None


@kept_statement
def _taken_part_in(
    is_for_page: bool,  # the form of the statement
    *,
    reference: str,
    districts: Iterable[int],
    schools: Iterable[int],
) -> QuerySet[Application]:
    found = Application.objects.filter(with_participant_from(districts, schools)).known_by(reference)
    return found.for_applicant() if is_for_page else found


def participants_signed_of(application: Application) -> list[tuple[Participant, Signature | None]]:
    """Every participant with its latest signature, in two queries."""
    latest = {signature.participant_id: signature for signature in signatures_of(application=application.pk)}
    participants = _participants_of(application=application.pk)
    for one in participants:
        one.application = application
    return [(one, latest.get(one.pk)) for one in participants]


@kept_statement
def _participants_of(*, application: int) -> QuerySet[Participant]:
    return Participant.present.filter(application=application)


@kept_statement
def answers_without_texts(*, application: int) -> QuerySet[Answer]:
    """The answers in their order, with who saved each."""
    return Answer.objects.filter(application=application).select_related("saved_by").defer("text")


@kept_statement
def sections_of_members(*, application: int) -> QuerySet[ApplicationSection]:
    """What is known of the sections, with the member that each is assigned to, and who marked it as ready."""
    return ApplicationSection.objects.filter(application=application).with_people()


@kept_statement
def steps_of(*, application: int) -> QuerySet[ApplicationStep]:
    """The steps in their order, with who took each."""
    return ApplicationStep._default_manager.filter(application=application).select_related("by")


@kept_statement
def findings_standing(*, application: int) -> QuerySet[StoredFinding]:
    """The findings that still hold, possible ones included."""
    return StoredFinding.objects.filter(application=application).standing()


@kept_statement
def members_that_may_leave(*, application: int) -> QuerySet[Participant, Any]:
    """Of each participant: its key, its name, the last day of its membership, and the day it closed."""
    closed_on = Coalesce("district__closed_on", "school__closed_on")
    return Participant.present.filter(application=application).values_list("key", "name", LEAVES_ON, closed_on)


def submitted_last(application: Application, *, with_content: bool) -> Version | None:
    """The version submitted last, which is also the receipt, with who submitted it; one query."""
    for version in _versions_of(with_content, application=application.pk):
        version.application = application
        return version
    return None


@kept_statement
def _versions_of(with_content: bool, *, application: int) -> QuerySet[Version]:  # the form
    unread = ["reading"] if with_content else ["content", "reading"]
    versions = Version.objects.filter(application=application).select_related("sealed_by")
    return versions.defer(*unread).order_by("-number")[:1]
