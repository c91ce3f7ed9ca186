"""The home page, help, pages about the portal, and the answers when something goes wrong."""

import sys
from dataclasses import asdict

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template import loader
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import allow, anyone, desk_readers
from consortia.models import Consortium
from districts.models import CountyShape, District, Region, School
from grants.models import Competition
from grants.rules.collaboration.measured import measured_together_in_words
from portal.context import names_of_the_state
from portal.health import health_report, is_too_busy
from portal.home.pages.after_award import steps_after_award
from portal.home.pages.buying_example import WISCONSIN, member_types, wisconsin_pathways
from portal.home.pages.checks import checks_by_group
from portal.home.pages.front import coming_rounds, map_of_regions, open_rounds
from portal.home.pages.glossary import GLOSSARY
from portal.home.pages.savings_example import example_savings, published_claims

ROUNDS = 4  # on the home page


@allow(anyone)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What the registry is, where my region is, and where to go, for the public, leaders, and officials."""
    now = timezone.now()
    rounds = list(Competition.objects.visible_to(request.user).open_or_coming(now)[:ROUNDS])
    regions = Region.objects.visible_to(request.user).in_use().in_state(settings.STATE_CODE).for_list()
    shapes = CountyShape.objects.visible_to(request.user).drawn(settings.STATE_CODE)
    context = {
        "districts": District.objects.visible_to(request.user).not_ended().count(),
        "schools": School.objects.visible_to(request.user).not_ended().count(),
        "consortia": Consortium.objects.visible_to(request.user).not_ended().count(),
        "open_rounds": open_rounds(one for one in rounds if one.is_open(now)),
        "coming_rounds": coming_rounds(one for one in rounds if not one.is_open(now)),
        "map": map_of_regions(shapes, regions),
        # Visitors can sign in first; people who are signed in are offered only what they have access to.
        "offers_reviews": not request.user.is_authenticated or desk_readers(request.user),
    }
    return TemplateResponse(request, "home/home.html", context)


@allow(anyone)
@require_safe
def help_home(request: HttpRequest) -> HttpResponse:
    """Where to find help, by kind of user."""
    return TemplateResponse(request, "home/help.html", {"trail": [(_("Help"), None)]})


@allow(anyone)
@require_safe
def help_officials(request: HttpRequest) -> HttpResponse:
    """Help for officers, registrars, administrators, and auditors."""
    return _help(request, "home/help_officials.html", _("State officials"))


@allow(anyone)
@require_safe
def help_scorers(request: HttpRequest) -> HttpResponse:
    """Help for people who score applications for the state."""
    return _help(request, "home/help_scorers.html", _("Scorers"))


@allow(anyone)
@require_safe
def help_leaders(request: HttpRequest) -> HttpResponse:
    """Help for superintendents, principals, and the people who act for them."""
    return _help(request, "home/help_leaders.html", _("District leaders"))


@allow(anyone)
@require_safe
def help_awards(request: HttpRequest) -> HttpResponse:
    """What members of an award do, by when, and who to call."""
    return _help(request, "home/help_awards.html", _("After an award"), {"steps": steps_after_award()})


@allow(anyone)
@require_safe
def help_public(request: HttpRequest) -> HttpResponse:
    """Help for parents, reporters, and everyone else without an account."""
    return _help(request, "home/help_public.html", _("The public"))


@allow(anyone)
@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """Each term with its plain meaning and an example."""
    return _help(request, "home/glossary.html", _("Glossary"), {"groups": GLOSSARY})


@allow(anyone)
@require_safe
def help_checks(request: HttpRequest) -> HttpResponse:
    """Each check of an application: what it looks for, how accurate it is, and what it can't see."""
    about: dict[str, object] = {"groups": checks_by_group(), "measured": measured_together_in_words()}
    return _help(request, "home/help_checks.html", _("What the checks look for"), about)


@allow(anyone)
@require_safe
def help_savings(request: HttpRequest) -> HttpResponse:
    """How savings are computed, and why claims differ from them, with New Jersey as the example."""
    about: dict[str, object] = {"claims": published_claims(), "examples": example_savings()}
    return _help(request, "home/help_savings.html", _("How savings are computed"), about)


@allow(anyone)
@require_safe
def help_buying(request: HttpRequest) -> HttpResponse:
    """Which member types may buy under a consortium's contracts, with Wisconsin as the example."""
    about: dict[str, object] = {"types": member_types(), "pathways": wisconsin_pathways(), "source": WISCONSIN}
    return _help(request, "home/help_buying.html", _("Who may buy under a contract"), about)


@allow(anyone)
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The standard we keep, what was tested, what is missing, and whom to contact."""
    return TemplateResponse(request, "home/accessibility.html", {"trail": [(_("Accessibility"), None)]})


@allow(anyone)
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What the portal stores about people, who sees it, and whom to ask."""
    return TemplateResponse(request, "home/privacy.html", {"trail": [(_("Privacy"), None)]})


@allow(anyone)
@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """For monitoring: what this process and the database can say; 503 if pages can't be served."""
    report = health_report(timezone.now())
    return JsonResponse({"ok": report.is_ok, **asdict(report)}, status=200 if report.is_ok else 503)


@allow(anyone)
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read: the public registry, not pages that require signing in."""
    closed = (
        "/accounts/",
        reverse("admin:index"),
        reverse("my:dashboard"),
        reverse("staff:email_list"),
        reverse("review:review_list"),
        reverse("applicant:application_list"),
        reverse("registry:search"),
        reverse("registry:region_find"),
    )
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@allow(anyone)
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """The icon, for browsers that ask for it at the traditional address."""
    return redirect(static("img/favicon.svg"), permanent=True)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The 400 page, rendered without reading the request. It shows the reason where a page raised `BadRequest`."""
    return _without_context("400.html", 400, reason=str(exception) if type(exception) is BadRequest else "")


def too_large(request: HttpRequest, most: int) -> HttpResponse:
    """The 413 page: the request has more bytes than its page takes (`most`). Rendered without reading the request."""
    return _without_context("413.html", 413, most=f"{most // 1024 // 1024} MB")


def server_error(request: HttpRequest) -> HttpResponse:
    """The 500 page, or the 503 page if the database was too busy; both rendered without the database."""
    if not is_too_busy(sys.exception()):
        return _without_context("500.html", 500)
    busy = _without_context("503.html", 503)
    busy["Retry-After"] = "30"
    return busy


def _without_context(template: str, status: int, **more: str) -> HttpResponse:
    return HttpResponse(loader.get_template(template).render(names_of_the_state() | more), status=status)


def _help(
    request: HttpRequest, template: str, title: str, context: dict[str, object] | None = None
) -> TemplateResponse:
    trail = [(_("Help"), reverse("home:help")), (title, None)]
    return TemplateResponse(request, template, {"trail": trail, **(context or {})})
