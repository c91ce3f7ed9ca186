"""The pages that read several apps: home, my page, search, and the answers when something is wrong."""

import datetime
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template import loader
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.door import SignedInRequest, admits, anyone, desk_readers, registrars, signed_in
from accounts.models import Letter, LetterState, Role, User
from consortia.models import Consortium, Contract, Introduction, Membership, Speakers
from consortia.rules.confirming import answering_side, awaited_of
from districts.models import District, FactDispute, Post, School
from grants.models import Application, Competition, Participant
from portal import filters, rules

# A registrar's page looks at so many lines, the oldest first; the others come up as these are done.
LOOKED_AT = 100


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
    posts = list(Post.objects.visible_to(user).held_by(user).for_my_page())
    context: dict[str, Any] = {"posts": posts, "memberships": [], "handed_in": [], "others_read": 0, "elsewhere": []}
    tasks = []
    if user.has_role(Role.GRANTS_OFFICER):
        tasks += _tasks_of_officer(user, context)
    if registrars(user):
        tasks += _tasks_of_registrar(user)
        tasks += rules.dispute_tasks(FactDispute.objects.visible_to(user).open().count())
        tasks += rules.letter_tasks(Letter.objects.visible_to(user).in_state(LetterState.PROBLEM).count())
    if posts:
        tasks += _tasks_of_leader(user, context, timezone.now())
        context["invites"] = rules.lines_that_invite(context["memberships"], posts)
        context["may_propose"] = rules.may_propose(posts)
        tasks += rules.confirmation_tasks(posts, context["memberships"], user.as_of)
        tasks += rules.introduction_tasks(Introduction.objects.asked_of(user))
        tasks += rules.delegation_tasks(Post.objects.visible_to(user).left_to(user).with_people())
    context |= {"tasks": rules.in_order(tasks), "trail": [("My page", None)]}
    return TemplateResponse(request, "portal/my.html", context)


def _tasks_of_officer(user: User, context: dict[str, Any]) -> list[rules.Task]:
    applications = Application.objects.visible_to(user)
    context["others_read"] = applications.taken_by_others_than(user).count()
    untaken = applications.handed_in().not_taken().count()
    return rules.reading_tasks(applications.waiting_for_officer(user)) + rules.taking_tasks(untaken)


def _tasks_of_leader(user: User, context: dict[str, Any], at: datetime.datetime) -> list[rules.Task]:
    applications = Application.objects.visible_to(user)
    context["memberships"] = list(Membership.objects.visible_to(user).on(user.as_of).of_districts_of(user))
    consortia = {line.consortium_id for line in context["memberships"]}
    context["contracts"] = Contract.objects.visible_to(user).in_force(user.as_of).of_consortia(consortia)
    context["handed_in"] = applications.taken_part_in_by(user).handed_in_last()
    drafts = applications.written_by(user).being_written()
    unsigned = Participant.objects.visible_to(user).waiting_for_signature_of(user)
    tasks = rules.writing_tasks(drafts, at) + rules.signing_tasks(unsigned, at)
    return tasks + _tasks_of_member(user, context)


def _tasks_of_member(user: User, context: dict[str, Any]) -> list[rules.Task]:
    """What the two sides of memberships ask of this person, and what others are doing with them."""
    lines = list(Membership.objects.open_for(user))
    speakers = Speakers(lines, user.as_of)
    sides = {line.pk: speakers.sides_of(user, line) for line in lines}
    awaited = {line.pk: awaited_of(line, speakers) for line in lines}
    context["elsewhere"] = rules.waiting_elsewhere(lines, sides, awaited)
    return rules.membership_tasks(lines, sides)


def _tasks_of_registrar(user: User) -> list[rules.Task]:
    """Proposals, lines that both sides agreed on, disputes, and sides for which nobody may answer."""
    memberships = Membership.objects.visible_to(user)
    claimed = list(memberships.claimed_by_people()[:LOOKED_AT])
    speakers = Speakers(claimed, user.as_of)
    silent = [
        (line, rules.page_of_posts(line))
        for line in claimed
        if speakers.are_silent(line, answering_side(line.claimed_by))
    ]
    proposals = Consortium.objects.visible_to(user).proposed()
    return rules.registrar_tasks(proposals, memberships.waiting_for_state()[:LOOKED_AT], silent)


@admits(anyone)
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """An exact id, number or address leads to its page; other words find names, and near misses are asked back."""
    words = filters.plain_words(request.GET.get("q", ""))
    exact = filters.known_as(request.user, words)
    if len({hit.address for hit in exact}) == 1:
        return redirect(exact[0].address)
    groups = filters.named(request.user, words) if len(words) >= 2 else []
    context = {
        "trail": [("Search", None)],
        "words": words,
        "exact": exact,
        "groups": groups,
        "meant": filters.meant_by(request.user, words) if len(words) >= 3 and not groups and not exact else [],
    }
    return TemplateResponse(request, "portal/search.html", context)


@admits(anyone)
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What we promise, what we checked, and whom to tell."""
    return TemplateResponse(request, "portal/accessibility.html", {"trail": [("Accessibility", None)]})


@admits(anyone)
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


@admits(anyone)
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What machines may read: the public register, not the pages that need a sign-in."""
    closed = ("/accounts/", "/admin/", "/my/", "/letters/", "/reviews/", "/applications/", "/search/")
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
