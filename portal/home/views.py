"""The pages that read several apps: home, my page, search, and the answers when something is wrong."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template import loader
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import allow, anyone, desk_readers
from consortia.models import Consortium
from districts.models import District, School
from grants.models import Competition


@allow(anyone)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is, and the three doors."""
    competitions = Competition.objects.visible_to(request.user).open(timezone.now())
    context = {
        "districts": District.objects.visible_to(request.user).count(),
        "schools": School.objects.visible_to(request.user).count(),
        "consortia": Consortium.objects.visible_to(request.user).count(),
        "competitions": competitions[:3],
        # Visitors who are not signed in are asked to; no other page is offered to somebody whom it refuses.
        "offers_reviews": not request.user.is_authenticated or desk_readers(request.user),
    }
    return TemplateResponse(request, "home/home.html", context)


@allow(anyone)
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What we promise, what we checked, and whom to tell."""
    return TemplateResponse(request, "home/accessibility.html", {"trail": [("Accessibility", None)]})


@allow(anyone)
@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """For machines that watch: 200 where this process answers and the database does, otherwise 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("the database does not answer\n", content_type="text/plain", status=503)
    return HttpResponse("ok\n", content_type="text/plain")


@allow(anyone)
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What machines may read: the public register, not the pages that need a sign-in."""
    closed = (
        "/accounts/",
        reverse("admin:index"),
        reverse("my:dashboard"),
        reverse("staff:email_list"),
        reverse("review:review_list"),
        reverse("applicant:application_list"),
        reverse("registry:search"),
    )
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@allow(anyone)
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """The mark, for browsers that ask for it at its old address."""
    return redirect(static("img/favicon.svg"), permanent=True)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, drawn without reading anything of the request."""
    return _without_context("400.html", 400)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, drawn without the database."""
    return _without_context("500.html", 500)


def _without_context(template: str, status: int) -> HttpResponse:
    names = {"PORTAL_NAME": settings.PORTAL_NAME, "STATE_NAME": settings.STATE_NAME}
    return HttpResponse(loader.get_template(template).render(names), status=status)
