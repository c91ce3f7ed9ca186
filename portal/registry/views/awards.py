"""The public record of the board's decisions, after their release."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import allow, anyone
from grants.exports.giving360 import Funder, grants_as_360giving
from grants.models import Appeal, Award, BoardDecision
from grants.reads.award_closing import final_state
from grants.reads.award_reports import outcomes_of
from grants.reads.awards import agreed_parts
from grants.reads.packets import members_of
from grants.reads.released_counts import released_counts
from portal.components.downloads import csv_response
from portal.registry.files.awards import AWARDS, OUTCOMES
from portal.registry.lists.awards import filtered_awards
from portal.registry.pages.award_outcomes import award_outcomes, outcome_file_rows
from portal.registry.pages.awards import award_page, award_rows, closed_award


@allow(anyone)
@require_safe
def award_list(request: HttpRequest) -> HttpResponse:
    """What was decided and released, by round."""
    awards = filtered_awards(request.GET)
    context = {
        "rounds": award_rows(awards.qs, {} if awards.values else released_counts()),
        "filter": awards,
        "query": request.GET.urlencode() if awards.values else "",
        "trail": [("Awards", None)],
    }
    return TemplateResponse(request, "registry/award_list.html", context)


@allow(anyone)
@require_safe
def award_list_csv(request: HttpRequest) -> HttpResponseBase:
    """The same as a file, with the same filters."""
    rows = AWARDS.rows(filtered_awards(request.GET).qs)
    return csv_response(AWARDS.name, AWARDS.header, rows, on=timezone.localdate())


@allow(anyone)
@require_safe
def award_list_json(request: HttpRequest) -> HttpResponse:
    """All awards as 360Giving data; 404 as long as there is none, because the standard has no empty file."""
    package = grants_as_360giving(Funder(*settings.FUNDER))
    if not package["grants"]:
        raise Http404("No awards have been released yet.")
    return JsonResponse(package)


@allow(anyone)
@require_safe
def award_detail(request: HttpRequest, reference: str) -> HttpResponse:
    """One decision: the consortium, its members with their part, conditions, and reasons; no names of people."""
    decision = get_object_or_404(
        BoardDecision.objects.in_public_record().for_record(), application__reference=reference
    )
    version = decision.application.latest_version(with_content=True)
    award = Award.objects.public().known_by(reference).first()
    context = {
        "page": award_page(
            decision,
            version.content if version else {},
            Appeal.objects.in_public_record().of(decision.application),
            agreed=agreed_parts(award) if award else {},
            criteria=decision.application.competition.criteria.all(),
            known={member.key for member in members_of(decision.application) if member.district or member.school},
        ),
        "closed": closed_award(award, final_state(award)) if award and award.is_closed else None,
        "outcomes": award_outcomes(reference, *outcomes_of(award)) if award else None,
        "is_for_reader": Award.objects.visible_to(request.user).known_by(reference).exists(),
        "trail": [("Awards", reverse("registry:award_list")), (reference, None)],
    }
    return TemplateResponse(request, "registry/award_detail.html", context)


@allow(anyone)
@require_safe
def award_outcomes_csv(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Students with access before and after, as the award's page shows them."""
    award = get_object_or_404(Award.objects.public().known_by(reference))
    rows = outcome_file_rows(reference, award_outcomes(reference, *outcomes_of(award)))
    return csv_response(f"{reference}-outcomes", OUTCOMES.header, rows, on=timezone.localdate())
