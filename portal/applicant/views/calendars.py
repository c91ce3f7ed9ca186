"""Calendar files: the dates of a round for anyone, and the deadlines of what the reader writes and answers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest, allow, anyone, signed_in
from grants.models import Application, ApplicationReturn, Competition
from portal.applicant.pages.calendars import events_of_applications, events_of_returns, events_of_round
from portal.components.calendar_file import calendar_answer


@allow(anyone)
@require_safe
def competition_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """When a round opens and closes."""
    competition = get_object_or_404(Competition.objects.visible_to(request.user), slug=slug)
    return calendar_answer(request, slug, competition.name, events_of_round(competition))


@allow(signed_in)
@require_safe
def application_calendar(request: SignedInRequest) -> HttpResponse:
    """The deadlines of the drafts that the reader's districts and schools take part in, and of answers it owes."""
    applications = Application.objects.taken_part_in_by(request.user).being_written()
    returns = ApplicationReturn.objects.to_answer_by(request.user, timezone.now())
    events = [*events_of_applications(applications), *events_of_returns(returns)]
    return calendar_answer(request, "deadlines", "Application deadlines", events)
