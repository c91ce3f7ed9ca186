"""Giving and ending posts in districts and schools."""

import datetime
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from districts import emails as letters
from districts.models import District, Post, School
from districts.permissions import Actor, check_can_end_post, check_can_give_post, is_registrar
from districts.rules.powers import problems_with_ending
from districts.rules.registering import problems_with_period
from districts.states import POWERS, PostKind


@transaction.atomic
def give_post(
    *,
    user: User,
    district: District | None = None,
    school: School | None = None,
    kind: str,
    starts_on: datetime.date,
    ends_on: datetime.date | None = None,
    powers: Collection[str] = (),
    delegated_by: Post | None = None,
    by: Actor,
    at: datetime.datetime,
) -> Post:
    """A post with named powers (of POWERS) between two days.

    The same person's same post with the same days is found again instead of given twice; powers that it
    lacked are added.
    """
    holder = User.objects.select_for_update().get(pk=user.pk)
    check_can_give_post(by, district, school, kind, powers, timezone.localdate(at))
    problems = problems_with_period(starts_on=starts_on, ends_on=ends_on)
    if (district is None) == (school is None):
        problems.append("A post is in a district or in a school.")
    if school is not None and kind not in (PostKind.PRINCIPAL, PostKind.DESIGNEE):
        problems.append("The post in a school is the principal's, or a designee's.")
    if unknown := sorted(set(powers) - set(POWERS)):
        problems.append(f"There is no such power: {', '.join(unknown)}.")
    if problems:
        raise Unready(*problems)
    granted = {f"can_{power}": True for power in POWERS if power in powers}
    post = Post.objects.filter(
        user=holder,
        district=district,
        school=school,
        kind=kind,
        starts_on=starts_on,
        ends_on=ends_on,
        delegated_by=delegated_by,
        withdrawn_at=None,
    ).first()
    if post is not None and all(getattr(post, field) for field in granted):
        return post
    if post is None:
        post = Post(
            user=holder,
            district=district,
            school=school,
            kind=kind,
            starts_on=starts_on,
            ends_on=ends_on,
            delegated_by=delegated_by,
        )
    for field in granted:
        setattr(post, field, True)
    post.save()
    place = (district and district.leaid) or (school and school.ncessch)
    log.record(
        "post.given",
        post,
        by=by,
        at=at,
        person=holder.email,
        place=place,
        kind=kind,
        starts_on=starts_on,
        ends_on=ends_on,
        powers=sorted(powers),
    )
    return post


@transaction.atomic
def end_post(*, post: Post, ends_on: datetime.date, tells: bool = True, by: Actor, at: datetime.datetime) -> Post:
    """The post with `ends_on` as its last day; taken back where it never was in force for a whole day.

    With `tells`, its holder gets a letter.
    """
    post = Post.objects.select_for_update(of=("self",)).with_people().get(pk=post.pk)
    on = timezone.localdate(at)
    check_can_end_post(by, post, on)
    if problems := problems_with_ending(
        starts_on=post.starts_on,
        ended_on=post.ends_on,
        ends_on=ends_on,
        is_withdrawn=post.withdrawn_at is not None,
        may_extend=is_registrar(by, on),
        today=on,
    ):
        raise Unready(*problems)
    if post.ends_on == ends_on:
        return post
    before = post.ends_on
    if ends_on < post.starts_on:
        post.withdrawn_at = at
    else:
        post.ends_on = ends_on
    post.save(update_fields=["ends_on", "withdrawn_at"])
    log.record("post.ended", post, by=by, at=at, person=post.user.email, ends_on=ends_on, before=before)
    if tells:
        letters.send_post_ended(post, by=by, at=at)
    return post
