"""Applications returned with questions: what is unlocked, and what would be sent to the state."""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from grants.models import Application, ApplicationReturn, Determination, Version
from grants.rules.application import problems_with_writing
from grants.rules.returns import GivenAnswer, Returning, changed_sections, packet_to_send
from grants.states import LOCKED


def unlocked_in(application: Application, at: datetime.datetime) -> Collection[str] | None:
    """The keys of the sections that the state unlocked until later than that; None if it doesn't wait for answers.

    Two queries for a returned application, none for others.
    """
    if not application.is_returned(at):
        return None
    returned = open_return(application, at)
    return None if returned is None else returned.sections


def may_be_written(application: Application, section: str, at: datetime.datetime) -> bool:
    """Whether that section of the application can be edited at that moment, by those who may edit it."""
    return not problems_with_writing(application.status, section, unlocked_in(application, at))


def open_return(application: Application, at: datetime.datetime) -> ApplicationReturn | None:
    """The return that the state waits for, with its questions."""
    return application.returns.waiting(at).select_related("asked_by").prefetch_related("questions").first()


def last_return_of(application: Application) -> ApplicationReturn | None:
    """The latest return of an application that can't be edited; one query, or none for other applications."""
    return application.returns.last() if application.status in LOCKED else None


def unsent_changes_of(
    application: Application, returns: Iterable[ApplicationReturn], draft: dict[str, Any], at: datetime.datetime
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The version that counts, and the same with what the draft has in the sections that returns unlocked.

    What a return unlocks that still waits is left out: it can be sent. One query.
    """
    sections = {key for one in returns for key in one.sections}
    sections -= {key for one in returns if one.is_waiting(at) for key in one.sections}
    sealed = _sealed(application.pk)
    return sealed, packet_to_send(sealed, draft, sections)


@dataclass(frozen=True)
class ReturnAnswer:
    """What would be sent to the state: the packet, the submitted one that it replaces, and what differs."""

    packet: dict[str, Any]
    sealed: dict[str, Any]
    questions: list[GivenAnswer]
    changed: list[str]


def answer_of(returned: ApplicationReturn, draft: dict[str, Any]) -> ReturnAnswer:
    """The answer as it is now, from the packet of the draft; one query.

    It replaces the version submitted last, also if that came after the questions: a round can be opened again.
    """
    sealed = _sealed(returned.application_id)
    questions = [GivenAnswer(one.section, one.text, one.answer, one.unlocks) for one in returned.questions.all()]
    packet = packet_to_send(sealed, draft, returned.sections)
    packet["returned"] = {
        "asked_by": returned.asked_by.name,
        "asked_at": returned.asked_at.isoformat(),
        "due_at": returned.due_at.isoformat(),
        "questions": [asdict(one) for one in questions],
    }
    return ReturnAnswer(packet, sealed, questions, changed_sections(sealed, packet))


def _sealed(application: int) -> dict[str, Any]:
    """The packet of the version submitted last."""
    versions = Version.objects.filter(application=application).order_by("-number")
    return versions.values_list("content", flat=True)[0]


def contents_compared(returns: Iterable[ApplicationReturn]) -> dict[int, dict[str, Any]]:
    """The packets that answers are compared with, and those of the answers, by version; one query, or none."""
    answered = [one for one in returns if one.answer_version_id]
    keys = {key for one in answered for key in (one.version_id, one.answer_version_id) if key}
    return dict(Version.objects.filter(pk__in=keys).values_list("pk", "content")) if keys else {}


def returning_of(application: Application) -> Returning:
    """What decides about returning the application, in two queries."""
    return Returning(
        status=application.status,
        is_determined=Determination.objects.filter(review__application=application).exists(),
        returned_until=application.returned_until,
        has_version=Version.objects.filter(application=application).exists(),
    )
