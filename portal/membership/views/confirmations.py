"""The yearly verification of a district’s, school’s, or consortium’s record by its people."""

from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import SignedInRequest, allow, signed_in
from accounts.refusals import Refused, Unready
from consortia.actions.confirmations import confirm_consortium, confirm_record
from consortia.models import Consortium, ConsortiumPurpose, Membership
from consortia.permissions import may_invite
from consortia.reads.records import with_last_confirmation_of_consortia
from consortia.rules.yearly_confirmation import (
    consortium_shown_for_confirmation,
    problems_with_verifying,
    shown_for_confirmation,
    split_for_confirmation,
)
from districts.models import District, School
from districts.permissions import check_can_confirm, check_can_represent_record
from districts.reads.records import history_of, with_last_confirmation
from districts.rules.freshness import member_since
from portal.components.facts import fact_lines
from portal.membership.forms.facts import LeftOutForm
from portal.membership.pages.facts import (
    confirmed_in_words,
    consortium_rows,
    membership_rows,
    verification_consequences,
    verification_rows,
)

SALT = "yearly confirmation"


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def district_confirm(request: SignedInRequest, leaid: str) -> HttpResponse:
    """All facts and memberships of a district, to be confirmed with one button."""
    records = with_last_confirmation(District.objects.visible_to(request.user).for_record(), "district")
    return _confirm(
        request, get_object_or_404(records, leaid=leaid), [("Districts", reverse("registry:district_list"))]
    )


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def school_confirm(request: SignedInRequest, ncessch: str) -> HttpResponse:
    """The same for a school."""
    records = with_last_confirmation(School.objects.visible_to(request.user).for_list(), "school")
    return _confirm(
        request, get_object_or_404(records, ncessch=ncessch), [("Schools", reverse("registry:school_list"))]
    )


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def consortium_confirm(request: SignedInRequest, slug: str) -> HttpResponse:
    """The facts and purposes of a consortium, for the people who act for it, to be confirmed with one button."""
    visible = with_last_confirmation_of_consortia(Consortium.objects.visible_to(request.user).for_record())
    consortium, on = get_object_or_404(visible, slug=slug), timezone.localdate()
    if not may_invite(request.user, consortium, request.user.as_of):
        raise PermissionDenied
    problems: list[str] = []
    form = LeftOutForm(request.POST or None)
    if form.is_valid():
        acting: dict[str, Any] = {**form.cleaned_data, "by": request.user, "at": timezone.now()}
        try:
            confirm_consortium(consortium=consortium, shown=_seen(request), **acting)
        except Unready as no:
            problems = list(no.problems)
        else:
            messages.success(request, confirmed_in_words(on))
            return redirect(consortium)
    purposes = ConsortiumPurpose.objects.of_consortium(slug).on(on)
    shown = consortium_shown_for_confirmation(consortium, purposes)
    context = {
        "consortium": consortium,
        "form": form,
        "problems": problems,
        "confirmed_by": consortium.confirmed_by or "",
        "rows": consortium_rows(consortium, shown),
        "why_not": problems_with_verifying(consortium),
        "shown": signing.dumps(shown, salt=SALT, compress=True),
        "on": on,
        "trail": [
            ("Consortia", reverse("registry:consortium_list")),
            (consortium.name, consortium.get_absolute_url()),
            ("Yearly verification", None),
        ],
    }
    return TemplateResponse(request, "membership/consortium_confirm.html", context)


def _confirm(request: SignedInRequest, record: District | School, trail: list[tuple[str, str | None]]) -> HttpResponse:
    on, problems = timezone.localdate(), []
    why_not = _why_not(request, record)
    if request.method == "POST" and not why_not:
        try:
            confirm_record(record=record, shown=_seen(request), by=request.user, at=timezone.now())
        except Unready as no:
            problems = list(no.problems)
        else:
            messages.success(request, confirmed_in_words(on))
            return redirect(record)
    by_day = Membership.objects.with_pending_visible_to(request.user).of_member(record).split(on)
    memberships = split_for_confirmation([*by_day.now, *by_day.pending])
    history = history_of(record)
    rows = verification_rows(record, fact_lines(record, changes=history.changes, disputed=history.disputed))
    waiting = membership_rows(memberships.waiting)
    shown = shown_for_confirmation(record, memberships.confirmed, disputed=history.disputed)
    context = {
        "record": record,
        "problems": problems,
        "why_not": why_not,
        "confirmed_by": record.confirmed_by or "",
        "since": member_since(memberships.confirmed),
        "rows": rows,
        "consequences": verification_consequences(rows),
        "memberships": membership_rows(memberships.confirmed),
        "waiting": waiting,
        "shown": signing.dumps(shown, salt=SALT, compress=True),
        "on": on,
        "trail": [*trail, (record.name, record.get_absolute_url()), ("Yearly verification", None)],
    }
    return TemplateResponse(request, "membership/record_confirm.html", context)


def _why_not(request: SignedInRequest, record: District | School) -> str:
    """Why this person can see the page but not confirm the record; empty for people who can."""
    try:
        check_can_represent_record(request.user, record, request.user.as_of)
    except Refused as no:
        raise PermissionDenied from no
    try:
        check_can_confirm(request.user, record, request.user.as_of)
    except Refused as no:
        return str(no)
    return ""


def _seen(request: SignedInRequest) -> dict[str, str]:
    """The facts that the page showed. Raises Unready where the signed value was changed on the way."""
    try:
        return dict(signing.loads(request.POST.get("shown", ""), salt=SALT))
    except signing.BadSignature:
        raise Unready("The page was changed on the way. Review the record again and confirm it.") from None
