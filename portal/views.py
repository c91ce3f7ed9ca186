"""The pages that read several apps: home, my page, search, and the answers when something is wrong."""

import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template import loader
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.door import SignedInRequest, admits, anyone, desk_readers, signed_in
from accounts.models import Role, User
from consortia.models import Consortium, Membership
from districts.models import District, Post, School
from grants.models import Application, Competition, Participant
from portal import rules

FOUND_AT_MOST = 10


@admits(anyone)
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
    return TemplateResponse(request, "portal/home.html", context)


@admits(signed_in)
@require_safe
def my(request: SignedInRequest) -> HttpResponse:
    """What waits for this person, and what does not."""
    user = request.user
    posts = list(Post.objects.visible_to(user).for_my_page())
    context: dict[str, Any] = {"posts": posts, "memberships": [], "handed_in": [], "others_read": 0}
    tasks = []
    if user.has_role(Role.GRANTS_OFFICER):
        tasks += _tasks_of_officer(user, context)
    if posts:
        tasks += _tasks_of_leader(user, context, timezone.now())
    context |= {"tasks": rules.in_order(tasks), "trail": [("My page", None)]}
    return TemplateResponse(request, "portal/my.html", context)


def _tasks_of_officer(user: User, context: dict[str, Any]) -> list[rules.Task]:
    applications = Application.objects.visible_to(user)
    context["others_read"] = applications.taken_by_others_than(user).count()
    untaken = applications.handed_in().not_taken().count()
    return rules.reading_tasks(applications.waiting_for_officer(user)) + rules.taking_tasks(untaken)


def _tasks_of_leader(user: User, context: dict[str, Any], at: datetime.datetime) -> list[rules.Task]:
    applications = Application.objects.visible_to(user)
    context["memberships"] = Membership.objects.visible_to(user).on(user.as_of).of_districts_of(user)
    context["handed_in"] = applications.taken_part_in_by(user).handed_in_last()
    drafts = applications.written_by(user).being_written()
    unsigned = Participant.objects.visible_to(user).waiting_for_signature_of(user)
    return rules.writing_tasks(drafts, at) + rules.signing_tasks(unsigned, at)


@admits(anyone)
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """An exact id or reference leads to its page; other words find names."""
    words = _plain_words(request.GET.get("q", ""))
    if exact := _exactly(request.user, words):
        return redirect(exact)
    groups = _named(request.user, words) if len(words) >= 2 else []
    context = {"trail": [("Search", None)], "words": words, "groups": groups}
    return TemplateResponse(request, "portal/search.html", context)


def _plain_words(text: str) -> str:
    """What was typed, without signs that no name has (control characters, direction marks)."""
    return "".join(sign for sign in " ".join(text.split()) if sign.isprintable())[:100]


def _exactly(user: Any, words: str) -> Any:
    """The one record that has this id: LEAID, NCESSCH or the reference of an application."""
    if len(words) == 7 and words.isdigit():
        return District.objects.visible_to(user).known_by(words).first()
    if len(words) == 12 and words.isdigit():
        return School.objects.visible_to(user).known_by(words).first()
    return _page_of(user, Application.objects.visible_to(user).known_by(words).first()) if "-" in words else None


def _page_of(user: Any, application: Application | None) -> Any:
    """Officials read an application on the desk, its members on its own page."""
    on_desk = application and application.is_handed_in and desk_readers(user)
    return f"/reviews/{application.reference}/" if application and on_desk else application


def _named(user: Any, words: str) -> list[dict[str, Any]]:
    """Records whose name has these words in it, by kind."""
    kinds: list[tuple[str, str, QuerySet[Any]]] = [
        ("Consortia", "/consortia/", Consortium.objects.visible_to(user).called(words)),
        ("Districts", "/districts/", District.objects.visible_to(user).called(words)),
        ("Schools", "/schools/", School.objects.visible_to(user).called(words).select_related("district")),
        ("Applications", "", Application.objects.visible_to(user).called(words)),
    ]
    groups = []
    for label, url, found in kinds:
        rows = list(found[: FOUND_AT_MOST + 1])
        groups.append({"label": label, "url": url, "rows": rows[:FOUND_AT_MOST], "has_more": len(rows) > FOUND_AT_MOST})
    return [group for group in groups if group["rows"]]


@admits(anyone)
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What we promise, what we checked, and whom to tell."""
    return TemplateResponse(request, "portal/accessibility.html", {"trail": [("Accessibility", None)]})


@admits(anyone)
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What machines may read: the public register, not the pages that need a sign-in."""
    closed = ("/accounts/", "/admin/", "/my/", "/reviews/", "/applications/", "/search/")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@admits(anyone)
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
