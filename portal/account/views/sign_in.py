"""The ways in: signing in, the sample state's buttons, an invitation's link."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as allauth_views
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, resolve_url
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import actions
from accounts.access import allow, anyone
from accounts.models import Invitation, SampleKind, User
from accounts.refusals import Unready
from accounts.rules import digest_of_token
from portal.account.forms import AcceptForm

DJANGO_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def has_sample_sign_in() -> bool:
    """Whether the sample state's buttons work: never in production, whatever the setting says."""
    return settings.SAMPLE_SIGN_IN and not settings.PRODUCTION


def only_in_the_sample_state(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """404 wherever there are no sample buttons."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not has_sample_sign_in():
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@allow(anyone)
@never_cache
def account_login(request: HttpRequest) -> HttpResponseBase:
    """allauth's sign-in page; in the sample state with a button for each kind of user, whoever is signed in."""
    there = User.objects.behind_sample_buttons().kinds() if has_sample_sign_in() else frozenset()
    buttons = {"sample_kinds": [kind for kind in SampleKind if kind in there]}
    if there and request.user.is_authenticated and request.method in ("GET", "HEAD"):
        # allauth would lead on to /my/; who tries the portal changes from one kind of user to the next.
        asked = {"redirect_field_name": "next", "redirect_field_value": request.GET.get("next")}
        return TemplateResponse(request, "account/login.html", asked | buttons)
    response = allauth_views.login(request)
    if isinstance(response, TemplateResponse) and response.context_data is not None:
        response.context_data |= buttons
    return response


@allow(anyone)
def account_signup(request: HttpRequest) -> HttpResponse:
    """Says that accounts come by invitation."""
    return TemplateResponse(request, "account/signup_closed.html", status=403)


@allow(anyone)
@only_in_the_sample_state
@require_POST
def sample_sign_in(request: HttpRequest, kind: str) -> HttpResponse:
    """Sign in as the sample state's person of that kind."""
    person = get_object_or_404(User.objects.behind_sample_buttons(), sample_kind=kind)
    login(request, person, backend=DJANGO_BACKEND)
    actions.record_sign_in(person=person, how="button of the sample state", at=timezone.now())
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return redirect(wanted if is_ours else resolve_url(settings.LOGIN_REDIRECT_URL))


@allow(anyone)
@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_accept(request: HttpRequest, token: str) -> HttpResponseBase:
    """The page behind an invitation's link: name and password, then signed in."""
    # The token itself is the right to see this one invitation.
    invitation = get_object_or_404(Invitation.objects.with_person(), token_digest=digest_of_token(token))
    problems = actions.problems_with(invitation, at=timezone.now())
    form = AcceptForm(request.POST or None, person=invitation.person, initial={"name": invitation.person.name})
    if not problems and form.is_valid():
        try:
            person = actions.accept_invitation(
                token=token,
                name=form.cleaned_data["name"],
                password=form.cleaned_data["password"],
                at=timezone.now(),
            )
        except Unready as no:
            problems = list(no.problems)
        else:
            return perform_login(request, person)
    return TemplateResponse(
        request, "account/invitation_accept.html", {"invitation": invitation, "form": form, "problems": problems}
    )


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What a form gets whose token is out of date: mostly, its page was opened before signing in anew.

    Where the browser says that the form came from a page of ours, what was typed is offered to be sent again;
    a form of another site gets nothing to press.
    """
    own = f"{request.scheme}://{request.get_host()}"
    is_ours = request.user.is_authenticated and request.headers.get("Origin") == own
    typed = [
        (name, value)
        for name, values in (request.POST.lists() if is_ours else [])
        for value in values
        if name != "csrfmiddlewaretoken"
    ]
    context = {"typed": typed, "can_send_again": is_ours}
    return TemplateResponse(request, "403_csrf.html", context, status=403).render()
