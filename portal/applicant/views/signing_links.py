"""Signing by an emailed link or code, without an account.

The link's address is opened once: a signed cookie then stands for it, so that no page, form, or log of later requests
has the address. The cookie opens the pages of one request to sign and nothing else.
"""

from collections.abc import Callable
from functools import wraps

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import allow, anyone
from accounts.refusals import Refusal
from grants.actions.signatures import signable_packet
from grants.actions.signing_requests import decline_signing, open_request, report_wrong_person, sign_by_link
from grants.models import SigningRequest
from grants.reads.amendments import last_signature_of, open_amendment_of, signed_members_for
from grants.reads.packets import facts_for_applicant
from grants.reads.signing import problems_with, request_of, words_signed_before
from grants.rules.signing import warnings_before_signing
from portal.applicant.forms import DeclineForm, SignatureForm, SigningCodeForm
from portal.applicant.pages.signatures import part_to_sign
from portal.applicant.pages.signing_links import (
    SignOff,
    declined_off,
    link_problem,
    signed_off,
    whole_application,
    wrong_person,
)
from portal.components.arrival import arrived_at
from portal.components.refusals import show_problems

COOKIE, COOKIE_LASTS = "signing", 4 * 60 * 60
UNKNOWN_CODE = "We don’t know this code. Check that you typed it as in your newest email."
OPEN_AGAIN = "To continue, open the link in your newest email, or enter the code in it."
UNKNOWN_LINK = "This link doesn’t work. Open the link in your newest email, or enter the code in it."
# Wrong links and codes, from one address of the internet.
ATTEMPTS = {"sign": "20/10m/ip"}

SigningView = Callable[[HttpRequest, SigningRequest], HttpResponse]


def with_request(view: SigningView) -> Callable[[HttpRequest], HttpResponse]:
    """Gives the view the request to sign that the cookie stands for, if its link works and its reader confirmed."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        signing, is_confirmed = _signing_of(request)
        if signing is None:
            return _code_page(request, SigningCodeForm(), OPEN_AGAIN)
        if problems := problems_with(signing, at=timezone.now()):
            return _sign_off(request, link_problem(problems))
        return view(request, signing) if is_confirmed else redirect("applicant:sign_who")

    return guarded


@allow(anyone)
@never_cache
@require_safe
def sign_link(request: HttpRequest, token: str) -> HttpResponse:
    """Where the emailed link leads. Nothing is written: programs that fetch links change nothing."""
    signing = request_of(token)
    if signing is not None:
        response = _keep(request, redirect("applicant:sign_who"), signing, is_confirmed=False)
    elif not _may_try(request):
        response = ratelimit.respond_429(request)
    else:
        response = _code_page(request, SigningCodeForm(), UNKNOWN_LINK)
    response["Referrer-Policy"] = "no-referrer"
    return response


@allow(anyone)
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_code(request: HttpRequest) -> HttpResponse:
    """Where the emailed code is typed if the link doesn't open."""
    form = SigningCodeForm(request.POST or None)
    if form.is_valid():
        if not _may_try(request):
            return ratelimit.respond_429(request)
        signing = request_of(form.cleaned_data["code"])
        if signing is not None:
            return _keep(request, redirect("applicant:sign_who"), signing, is_confirmed=False)
        form.add_error("code", UNKNOWN_CODE)
    return _code_page(request, form)


@allow(anyone)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_who(request: HttpRequest) -> HttpResponse:
    """Names whom the link is for, and asks the reader to confirm to be that person, or to say otherwise."""
    signing, _ = _signing_of(request)
    if signing is None:
        return _code_page(request, SigningCodeForm(), OPEN_AGAIN)
    problems = problems_with(signing, at=timezone.now())
    answer = request.POST.get("answer")
    if answer in ("yes", "no") and not problems:
        is_person = answer == "yes"
        act = open_request if is_person else report_wrong_person
        try:
            act(request=signing, at=timezone.now())
        except Refusal as no:
            problems = list(no.problems)
        else:
            if is_person:
                return _keep(request, redirect("applicant:sign_review"), signing, is_confirmed=True)
            return _sign_off(request, wrong_person())
    if problems:
        return _sign_off(request, link_problem(problems))
    return TemplateResponse(request, "applicant/sign_who.html", _context(signing))


@allow(anyone)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@with_request
def sign_review(request: HttpRequest, signing: SigningRequest) -> HttpResponse:
    """What the member signs, what changed, and the form to sign it."""
    signer = signing.appointment.user
    before = words_signed_before(signing.participant, signer)
    form = SignatureForm(request.POST or None, initial={"name": signer.name} | before)
    if form.is_valid():
        seen = request.POST.get("seen", "")
        try:
            sign_by_link(request=signing, **form.cleaned_data, seen=seen, at=arrived_at(request))
        except Refusal as no:
            show_problems(form, no)
        else:
            return _sign_off(request, signed_off(signing))
    participant = signing.participant
    application, now = participant.application, timezone.now()
    packet, amendment = signable_packet(application), open_amendment_of(application)
    signed = signed_members_for(application, amendment)
    facts = facts_for_applicant(application, packet, signed, at=now)
    warnings = warnings_before_signing(packet, facts, participant.key)
    part = part_to_sign(
        application, packet, participant.key, last_signature_of(participant), warnings=warnings, at=now
    )  # fmt: skip
    context = _context(signing) | {
        "part": part,
        "amendment": amendment if amendment and participant.key in amendment.touched else None,
        "form": form,
        "whole": reverse("applicant:sign_application_text"),
    }
    return TemplateResponse(request, "applicant/sign_review.html", context)


@allow(anyone)
@never_cache
@require_safe
@with_request
def sign_application_text(request: HttpRequest, signing: SigningRequest) -> HttpResponse:
    """The whole application, to read only."""
    page = whole_application(signable_packet(signing.participant.application))
    return TemplateResponse(request, "applicant/sign_application.html", _context(signing) | {"page": page})


@allow(anyone)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@with_request
def sign_decline(request: HttpRequest, signing: SigningRequest) -> HttpResponse:
    """Declines to sign, with a reason."""
    form = DeclineForm(request.POST or None)
    if form.is_valid():
        try:
            decline_signing(request=signing, **form.cleaned_data, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            return _sign_off(request, declined_off(signing), keeps_cookie=True)
    context = _context(signing) | {"form": form, "cancel": reverse("applicant:sign_review")}
    return TemplateResponse(request, "applicant/sign_decline.html", context)


def _context(signing: SigningRequest) -> dict[str, object]:
    participant = signing.participant
    return {
        "signing": signing,
        "participant": participant,
        "application": participant.application,
        "person": signing.appointment.user,
        "role": signing.appointment.role_in_words,
        "tabs": None,
        "trail": None,
    }


def _signing_of(request: HttpRequest) -> tuple[SigningRequest | None, bool]:
    """The request to sign that the cookie stands for, and whether its reader confirmed to be the person."""
    value = str(request.get_signed_cookie(COOKIE, "", salt=COOKIE, max_age=COOKIE_LASTS))
    pk, _, confirmed = value.partition(":")
    signing = SigningRequest.objects.for_signing().in_row(int(pk)) if pk.isdecimal() else None
    return signing, confirmed == "confirmed"


def _keep(request: HttpRequest, response: HttpResponse, signing: SigningRequest, *, is_confirmed: bool) -> HttpResponse:
    response.set_signed_cookie(
        COOKIE,
        f"{signing.pk}:{'confirmed' if is_confirmed else ''}",
        salt=COOKIE,
        max_age=COOKIE_LASTS,
        path=reverse("applicant:sign_code"),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return response


def _sign_off(request: HttpRequest, page: SignOff, *, keeps_cookie: bool = False) -> HttpResponse:
    response = TemplateResponse(request, "applicant/sign_off.html", {"page": page})
    if not keeps_cookie:
        response.delete_cookie(COOKIE, path=reverse("applicant:sign_code"))
    return response


def _code_page(request: HttpRequest, form: SigningCodeForm, problem: str = "") -> HttpResponse:
    return TemplateResponse(request, "applicant/sign_code.html", {"form": form, "problem": problem})


def _may_try(request: HttpRequest) -> bool:
    return ratelimit.consume(request, app="portal", action="sign", config=ATTEMPTS, limit_get=True) is not None
