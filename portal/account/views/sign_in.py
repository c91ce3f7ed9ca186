"""Signing in, the sample state's buttons, and accepting an invitation."""

from collections.abc import Callable
from functools import wraps

from allauth.account import views as allauth_views
from allauth.account.utils import perform_login
from allauth.usersessions.models import UserSession
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
from accounts.actions import security
from accounts.models import Invitation, SampleKind, User
from accounts.refusals import Unready
from accounts.rules import digest_of_token
from portal.account.forms import AcceptInvitationForm

DJANGO_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def has_sample_sign_in() -> bool:
    """Whether the sample state's buttons work: never in production, even if the setting is on."""
    return settings.SAMPLE_SIGN_IN and not settings.PRODUCTION


def only_in_the_sample_state(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Answers 404 unless the sample state's buttons work."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not has_sample_sign_in():
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@allow(anyone)
@never_cache
def account_login(request: HttpRequest) -> HttpResponseBase:
    """allauth's sign-in page; in the sample state with a button for each kind of user, also after signing in."""
    kinds = User.objects.behind_sample_buttons().kinds() if has_sample_sign_in() else frozenset()
    buttons = {"sample_kinds": [kind for kind in SampleKind if kind in kinds]}
    if kinds and request.user.is_authenticated and request.method in ("GET", "HEAD"):
        # allauth would redirect to /my/; in the sample state people switch from one kind of user to another.
        back = {"redirect_field_name": "next", "redirect_field_value": request.GET.get("next")}
        return TemplateResponse(request, "account/login.html", back | buttons)
    response = allauth_views.login(request)
    if isinstance(response, TemplateResponse) and response.context_data is not None:
        response.context_data |= buttons
    return response


@allow(anyone)
def account_logout(request: HttpRequest) -> HttpResponseBase:
    """allauth's sign-out. The browser forgets the pages it kept and the drafts on them: the next person may use it."""
    response: HttpResponseBase = allauth_views.logout(request)
    if request.method == "POST":
        response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@allow(anyone)
def account_signup(request: HttpRequest) -> HttpResponse:
    """Explains that accounts are by invitation only."""
    return TemplateResponse(request, "account/signup_closed.html", status=403)


@allow(anyone)
@only_in_the_sample_state
@require_POST
def sample_sign_in(request: HttpRequest, kind: str) -> HttpResponse:
    """Signs in as the sample user of that kind."""
    person = get_object_or_404(User.objects.behind_sample_buttons(), sample_kind=kind)
    login(request, person, backend=DJANGO_BACKEND)
    UserSession.objects.create_from_request(request)
    security.record_sign_in(person=person, how="button of the sample state", at=timezone.now())
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    # Without a slash it would be taken for the name of a page.
    return redirect(wanted if is_ours and wanted.startswith("/") else resolve_url(settings.LOGIN_REDIRECT_URL))


@allow(anyone)
@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_accept(request: HttpRequest, token: str) -> HttpResponseBase:
    """Where an invitation's link leads: the person chooses a password and is signed in."""
    # Having the token is what permits seeing this one invitation.
    invitation = get_object_or_404(Invitation.objects.with_person(), token_digest=digest_of_token(token))
    problems = actions.problems_with(invitation, at=timezone.now())
    form = AcceptInvitationForm(
        request.POST or None, person=invitation.person, initial={"name": invitation.person.name}
    )
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
    """The answer to a form with an outdated token, usually because the person signed in again after opening it.

    If the browser says that the form came from our own page, the person can send it again with what was typed.
    A form from another site gets no such button.
    """
    our_origin = f"{request.scheme}://{request.get_host()}"
    is_ours = request.user.is_authenticated and request.headers.get("Origin") == our_origin
    typed = [
        (name, value)
        for name, values in (request.POST.lists() if is_ours else [])
        for value in values
        if name != "csrfmiddlewaretoken"
    ]
    context = {"typed": typed, "can_send_again": is_ours}
    return TemplateResponse(request, "403_csrf.html", context, status=403).render()
