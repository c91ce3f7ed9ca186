"""The page of one membership: what it is, who acts next, what happened, its documents, and what the reader can do."""

import datetime

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest, allow, anyone, registrars, signed_in
from accounts.models import User
from accounts.refusals import reason_against
from consortia.models import AuthorityDocument, Membership, MembershipStep
from consortia.permissions import check_can_decide_membership
from consortia.permissions.who_may_act import Representatives
from consortia.rules.status_labels import status_in_words
from consortia.rules.who_confirms import next_actor_of, reason_for_registrar
from consortia.states import MembershipStatus, Side
from portal.components.membership_status import tone_of_status
from portal.membership.forms.memberships import AcceptMembershipForm
from portal.membership.pages import detail
from portal.membership.pages.available_actions import (
    MembershipFacts,
    available_actions,
    button_label,
    registrars_actions,
)


@allow(anyone)
@require_safe
def membership_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One membership. Its messages and documents are for the member, the consortium, and the registrars.

    Emails lead here: visitors who are not signed in are asked to sign in where there is nothing public to read.
    """
    membership = Membership.objects.readable_by(request.user).for_step().known_by(pk).first()
    if membership is None and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if membership is None:
        raise Http404("This membership does not exist, or you do not have access to it.")
    return TemplateResponse(request, "membership/membership_detail.html", membership_context(request, membership))


@allow(signed_in)
@require_safe
def document_download(request: SignedInRequest, pk: int, document: int, kind: str) -> HttpResponse:
    """The document as a download that no browser opens as a page."""
    documents = AuthorityDocument.objects.visible_to(request.user).with_content()
    file = get_object_or_404(documents, pk=document, membership=pk)
    headers = {
        "Content-Type": file.content_type,
        "Content-Disposition": file.disposition,
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(bytes(file.content), headers=headers)


def membership_context(request: HttpRequest, membership: Membership) -> dict[str, object]:
    """The page of a membership as this reader sees it, the form for accepting it, and the breadcrumbs."""
    on, user = timezone.localdate(), request.user
    representatives = Representatives([membership], on)
    is_registrar = registrars(user)
    sides = representatives.sides_of(user, membership) if user.is_authenticated else set()
    is_inside = bool(sides) or Membership.objects.answerable_by(user).known_by(membership.pk).exists()
    steps = list(membership.steps.with_who())
    after = Membership.objects.continuing(membership).first()
    facts = _facts(membership, steps, after, on)
    no_decision = ""
    if isinstance(user, User) and is_registrar and registrars_actions(facts):
        no_decision = reason_against(lambda: check_can_decide_membership(user, membership, on))
    actions = available_actions(facts, sides=sides, is_registrar=is_registrar, may_decide=not no_decision)
    actor = next_actor_of(membership, representatives)
    is_next = actor.side in sides or (actor.side == Side.STATE and is_registrar and not no_decision)
    reason = reason_for_registrar(
        role=membership.role,
        member_state=membership.member.state,
        consortium_state=membership.consortium.state,
        has_one_representative=representatives.has_one_representative(membership),
    )
    claim = next((step for step in reversed(steps) if step.step == "claim"), None) if is_inside else None
    may_accept = "accept" in actions
    sign_in = f"{reverse('account_login')}?next={membership.get_absolute_url()}"
    page = detail.MembershipPage(
        membership=membership,
        status=status_in_words(membership),
        status_tag=tone_of_status(membership.status),
        next_step=detail.next_step(membership, actor, is_next=is_next),
        answer_by=detail.answer_by_in_words(membership, on=on) if is_inside else "",
        is_next=is_next,
        is_inside=is_inside,
        sign_in=sign_in if actor.side and not user.is_authenticated else "",
        role=detail.role_in_words(membership),
        start=detail.start_in_words(membership),
        end=detail.end_in_words(membership),
        approval=detail.approval(reason),
        before=detail.related(membership.continues, is_later=False),
        after=detail.related(after, is_later=True),
        answer=(detail.answer_box(membership, claim, actions, needs_state=bool(reason), on=on) if may_accept else None),
        actions=detail.action_links(
            [(action, button_label(action, sides=sides)) for action in actions],
            has_answer=may_accept,
            is_next=is_next,
        ),
        no_decision=no_decision,
        steps=detail.step_rows(membership, steps, is_inside=is_inside),
        documents=list(AuthorityDocument.objects.visible_to(user).of_membership(membership)) if is_inside else [],
        hides_dispute=membership.status == MembershipStatus.DISPUTED and not is_inside,
    )
    return {
        "page": page,
        "available_actions": actions,
        "accept_form": AcceptMembershipForm(initial={"seen": steps[-1].pk if steps else 0}) if may_accept else None,
        "trail": membership_trail(membership),
    }


def membership_trail(membership: Membership, here: str = "") -> list[tuple[str, str | None]]:
    """The breadcrumbs of a membership's page, or of a page below it."""
    consortium = membership.consortium
    trail: list[tuple[str, str | None]] = [
        ("Consortia", reverse("registry:consortium_list")),
        (consortium.name, consortium.get_absolute_url()),
        (str(membership.member), membership.get_absolute_url() if here else None),
    ]
    return [*trail, (here, None)] if here else trail


def _facts(
    membership: Membership, steps: list[MembershipStep], after: Membership | None, on: datetime.date
) -> MembershipFacts:
    sides = {step.step: step.side for step in steps}
    affirmed = frozenset(step.side for step in steps if step.step == "affirm")
    is_leaving = membership.leaves_on is not None and membership.leaves_on >= on
    return MembershipFacts(
        status=membership.status,
        claimed_by=membership.claimed_by,
        consortium_status=membership.consortium.status,
        is_over=membership.leaves_on is not None and membership.leaves_on < on,
        leaving_side=sides.get("leave", "") if is_leaving else "",
        disputed_by=sides.get("dispute", Side.MEMBER),
        is_continued=after is not None,
        affirmed_by=affirmed,
    )
