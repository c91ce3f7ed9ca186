"""One membership: what it is, who acts next, what was done, its papers, and the deeds open to the reader."""

import datetime
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest, allow, anyone, registrars, signed_in
from consortia.models import AuthorityDocument, Membership
from consortia.permissions.who_may_act import Representatives
from consortia.rules.steps import done
from consortia.rules.who_confirms import next_actor_of, reason_for_registrar
from consortia.states import Side
from portal.membership.forms.memberships import AcceptForm
from portal.membership.pages.available_actions import Line, deeds, in_a_button


@allow(anyone)
@require_safe
def membership_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One membership of a roster. Its words and papers are for both sides and the registrars.

    Letters lead here: who is not signed in is asked to, where there is nothing for everybody to read.
    """
    membership = Membership.objects.readable_by(request.user).for_step().known_by(pk).first()
    if membership is None and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if membership is None:
        raise Http404("There is no such membership, or it is not yours to read.")
    return TemplateResponse(request, "membership/membership_detail.html", membership_context(request, membership))


@allow(signed_in)
@require_safe
def document_download(request: SignedInRequest, pk: int, document: int, kind: str) -> HttpResponse:
    """The paper itself, as a download that no browser opens as a page."""
    documents = AuthorityDocument.objects.visible_to(request.user).with_content()
    found = get_object_or_404(documents, pk=document, membership=pk)
    headers = {
        "Content-Type": found.content_type,
        "Content-Disposition": found.disposition,
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(bytes(found.content), headers=headers)


def membership_context(request: HttpRequest, membership: Membership) -> dict[str, Any]:
    """What the page of a membership says to this reader."""
    on, user = timezone.localdate(), request.user
    representatives = Representatives([membership], on)
    is_registrar = registrars(user)
    sides = representatives.sides_of(user, membership) if user.is_authenticated else set()
    is_inside = bool(sides) or Membership.objects.answerable_by(user).known_by(membership.pk).exists()
    steps = list(membership.steps.with_who())
    after = Membership.objects.continuing(membership).first()
    open_deeds = deeds(_facts(membership, steps, after, on), sides=sides, is_registrar=is_registrar)
    seen = steps[-1].pk if steps else 0
    awaited = next_actor_of(membership, representatives)
    return {
        "membership": membership,
        "member": membership.member,
        "steps": [(step, done(step.step, step.side)) for step in steps],
        "awaited": awaited,
        "is_next": _is_next(awaited.side, sides, is_registrar),
        "registrar_reason": reason_for_registrar(
            role=membership.role,
            member_state=membership.member.state,
            consortium_state=membership.consortium.state,
            has_one_representative=representatives.has_one_representative(membership),
        ),
        "is_inside": is_inside,
        "sign_in": reverse("account_login") + f"?next={membership.get_absolute_url()}" if not user.is_authenticated else "",
        "documents": AuthorityDocument.objects.visible_to(user).of_membership(membership) if is_inside else [],
        "deeds": open_deeds,
        "other_deeds": [(deed, in_a_button(deed)) for deed in open_deeds if not _stands_above(deed, open_deeds)],
        "claim": next((step for step in reversed(steps) if step.step == "claim"), None) if is_inside else None,
        "accept_form": AcceptForm(initial={"seen": seen}) if "accept" in open_deeds else None,
        "before": membership.continues,
        "after": after,
        "trail": membership_trail(membership),
    }


def membership_trail(membership: Membership, here: str = "") -> list[tuple[str, str | None]]:
    """The way to the page of a membership, or to a page below it."""
    consortium = membership.consortium
    way: list[tuple[str, str | None]] = [
        ("Consortia", reverse("registry:consortium_list")),
        (consortium.name, consortium.get_absolute_url()),
        (str(membership.member), membership.get_absolute_url() if here else None),
    ]
    return [*way, (here, None)] if here else way


def _facts(membership: Membership, steps: list[Any], after: Membership | None, on: datetime.date) -> Line:
    sides = {step.step: step.side for step in steps}
    is_leaving = membership.leaves_on is not None and membership.leaves_on >= on
    return Line(
        status=membership.status,
        claimed_by=membership.claimed_by,
        consortium_status=membership.consortium.status,
        is_over=membership.leaves_on is not None and membership.leaves_on < on,
        leaving_side=sides.get("leave", "") if is_leaving else "",
        disputed_by=sides.get("dispute", Side.MEMBER),
        is_continued=after is not None,
    )


def _is_next(side: str, sides: set[str], is_registrar: bool) -> bool:
    return side in sides or (side == Side.STATE and is_registrar)


def _stands_above(deed: str, open_deeds: list[str]) -> bool:
    """Whether the form of the answer has its button already."""
    return "accept" in open_deeds and deed in ("accept", "decline", "dispute", "paper")
