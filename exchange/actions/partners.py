"""Needs, offers, and requests for introductions. Contacts are shared only after the other party says yes."""

import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from consortia.models import Consortium, Membership
from consortia.states import ConsortiumStatus, Purpose
from districts.models import District
from districts.states import ENDED_AGENCIES
from exchange.models import Introduction, Wish
from exchange.permissions import check_can_answer_introduction, check_can_look_for_partners
from exchange.rules.partners import problems_with_introduction, problems_with_wish
from exchange.states import IntroductionStatus, WishKind


@transaction.atomic
def state_wish(*, district: District, kind: str, topic: str, words: str = "", by: User, at: datetime.datetime) -> Wish:
    """A public need or offer of a district; the same one again takes the new text."""
    district = District.objects.select_for_update().get(pk=district.pk)
    check_can_look_for_partners(by, district, timezone.localdate(at))
    words = " ".join(words.split())
    if problems := problems_with_wish(
        topic=topic, kind=kind, words=words, topics=Purpose.values, kinds=WishKind.values
    ):
        raise Unready(*problems)
    wish = Wish.objects.filter(district=district, kind=kind, topic=topic, withdrawn_at=None).first()
    if wish is not None and wish.words == words:
        return wish
    wish = wish or Wish(district=district, kind=kind, topic=topic)
    wish.words, wish.stated_by, wish.stated_at = words, by, at
    wish.save()
    log.record("wish.stated", wish, by=by, at=at, district=district.leaid, kind=kind, topic=topic, words=words)
    return wish


@transaction.atomic
def withdraw_wish(*, wish: Wish, by: User, at: datetime.datetime) -> Wish:
    """Withdraw a need or an offer."""
    wish = Wish.objects.select_for_update(of=("self",)).select_related("district").get(pk=wish.pk)
    check_can_look_for_partners(by, wish.district, timezone.localdate(at))
    if wish.withdrawn_at is None:
        wish.withdrawn_at = at
        wish.save(update_fields=["withdrawn_at"])
        log.record("wish.withdrawn", wish, by=by, at=at, district=wish.district.leaid, kind=wish.kind, topic=wish.topic)
    return wish


@transaction.atomic
def ask_introduction(
    *,
    district: District,
    to_district: District | None = None,
    to_consortium: Consortium | None = None,
    words: str = "",
    by: User,
    at: datetime.datetime,
) -> Introduction:
    """Ask a district or a consortium whether it wants to be introduced; it answers yes or no."""
    district = District.objects.select_for_update().get(pk=district.pk)
    on = timezone.localdate(at)
    check_can_look_for_partners(by, district, on)
    open_requests = Introduction.objects.filter(
        district=district, to_district=to_district, to_consortium=to_consortium, status=IntroductionStatus.ASKED
    )
    is_member = to_consortium is not None and (
        Membership.objects.visible_to(by).in_force(on).filter(consortium=to_consortium, district=district).exists()
    )
    problems = problems_with_introduction(
        is_itself=to_district is not None and to_district.pk == district.pk,
        is_member=is_member,
        has_open_one=open_requests.exists(),
        words=words,
        closed=to_district.name if to_district and to_district.status in ENDED_AGENCIES else "",
        not_registered=(
            to_consortium.name if to_consortium and to_consortium.status != ConsortiumStatus.REGISTERED else ""
        ),
    )
    if (to_district is None) == (to_consortium is None):
        problems.append("Choose a district or a consortium.")
    if problems:
        raise Unready(*problems)
    introduction = Introduction.objects.create(
        district=district, to_district=to_district, to_consortium=to_consortium, words=words, asked_by=by, asked_at=at
    )
    log.record("introduction.asked", introduction, by=by, at=at, district=district.leaid, to=_to(introduction))
    return introduction


@transaction.atomic
def answer_introduction(*, introduction: Introduction, is_yes: bool, by: User, at: datetime.datetime) -> Introduction:
    """Record the answer. A yes shares contacts, a no shares nothing. Raises Unready where it is already answered."""
    introduction = _locked(introduction)
    check_can_answer_introduction(by, introduction, timezone.localdate(at))
    _check_is_open(introduction)
    introduction.status = IntroductionStatus.ACCEPTED if is_yes else IntroductionStatus.DECLINED
    introduction.answered_by, introduction.answered_at = by, at
    introduction.save(update_fields=["status", "answered_by", "answered_at"])
    log.record("introduction.answered", introduction, by=by, at=at, to=_to(introduction), answer=introduction.status)
    return introduction


@transaction.atomic
def withdraw_introduction(*, introduction: Introduction, by: User, at: datetime.datetime) -> Introduction:
    """Withdraw a request for an introduction that is not answered yet."""
    introduction = _locked(introduction)
    check_can_look_for_partners(by, introduction.district, timezone.localdate(at))
    _check_is_open(introduction)
    introduction.status = IntroductionStatus.WITHDRAWN
    introduction.answered_by, introduction.answered_at = by, at
    introduction.save(update_fields=["status", "answered_by", "answered_at"])
    log.record("introduction.withdrawn", introduction, by=by, at=at, to=_to(introduction))
    return introduction


def _locked(introduction: Introduction) -> Introduction:
    rows = Introduction.objects.select_for_update(of=("self",))
    return rows.select_related("district", "to_district", "to_consortium", "answered_by").get(pk=introduction.pk)


def _check_is_open(introduction: Introduction) -> None:
    if introduction.status != IntroductionStatus.ASKED:
        status, who = introduction.get_status_display().lower(), introduction.answered_by
        raise Unready(f"{who} already {status} this introduction. Nothing was changed.")


def _to(introduction: Introduction) -> str:
    return introduction.to_district.leaid if introduction.to_district else str(introduction.to_consortium)
