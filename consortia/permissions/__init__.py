"""Who may register consortia, memberships and contracts."""

import datetime

from accounts.models import User
from accounts.refusals import Refused
from consortia.models import Consortium, Introduction, Membership
from consortia.permissions.who_may_act import Speakers
from consortia.states import MembershipStatus, Side
from districts.models import District, Post, School
from districts.models.appointment import PostQuerySet
from districts.permissions import Actor, is_registrar


def check_can_register_consortium(by: Actor, on: datetime.date) -> None:
    """Registrars and administrators register consortia and their contracts; so do commands on the server."""
    if not is_registrar(by, on):
        raise Refused("Only a registrar registers a consortium or its contracts.")


def check_can_register_membership(
    by: Actor, consortium: Consortium, member: District | School, status: str, on: datetime.date
) -> None:
    """Registrars register every line; people with the power claim one for their district or their consortium."""
    if isinstance(by, str) or is_registrar(by, on):
        return
    if status != MembershipStatus.CLAIMED:
        raise Refused("Only a registrar enters a line as confirmed; the other side confirms yours.")
    posts = Post.objects.in_force(on).filter(user=by, can_register_membership=True)
    district = member if isinstance(member, District) else member.district
    if posts.filter(district=district).exists():
        return
    leads = Membership.objects.running(consortium, on=on)
    if posts.filter(district__in=leads.values("district")).exists():
        return
    raise Refused("Your post does not include the power to register this membership.")


def may_look_for_partners(by: User, district: District, on: datetime.date) -> bool:
    """Whether this person speaks for the district about memberships."""
    return Post.objects.in_force(on).filter(user=by).speaking_for([district.pk]).exists()


def check_can_look_for_partners(by: User, district: District, on: datetime.date) -> None:
    """People with the power to register membership look for partners of their district; nobody in their place."""
    if not may_look_for_partners(by, district, on):
        raise Refused(f"Your post does not include the power to speak for {district} about memberships.")


def check_can_answer_introduction(by: User, introduction: Introduction, on: datetime.date) -> None:
    """The district that is asked answers; for a consortium its lead or fiscal agent."""
    posts = Post.objects.in_force(on).filter(user=by)
    if not posts.speaking_for(introduction.asked_districts(on)).exists():
        raise Refused("Only the side that is asked answers.")


def posts_of(side: str, line: Membership, on: datetime.date) -> PostQuerySet:
    """Every post that may act on that day for this side of a line."""
    posts = Post.objects.order_by().in_force(on).filter(can_register_membership=True)
    if side == Side.MEMBER:
        return posts.of_member(line)
    return posts.of_members(Membership.objects.order_by().running(line.consortium, on=on))


def post_for(by: User, side: str, line: Membership, on: datetime.date) -> Post | None:
    """The post by which this person acts for that side; None where there is none."""
    return posts_of(side, line, on).filter(user=by).select_related("district", "school").order_by("pk").first()


def check_can_speak(by: User, side: str, line: Membership, on: datetime.date) -> Post:
    """The post by which this person acts for that side of the line."""
    post = post_for(by, side, line, on)
    if post is None:
        whom = line.member if side == Side.MEMBER else line.consortium
        raise Refused(f"You hold no post with the power to register memberships for {whom}.")
    return post


def check_can_speak_for_a_side(by: User, line: Membership, on: datetime.date) -> tuple[Side, Post]:
    """The side for which this person acts, and by which post; the member's where it could be both."""
    for side in (Side.MEMBER, Side.CONSORTIUM):
        if post := post_for(by, side, line, on):
            return side, post
    raise Refused(f"Only people who register memberships for {line.member} or for {line.consortium} do that.")


def may_invite(by: User, consortium: Consortium, on: datetime.date) -> bool:
    """Whether this person speaks for the consortium about memberships."""
    return post_for(by, Side.CONSORTIUM, Membership(consortium=consortium), on) is not None


def check_is_registrar(by: Actor, on: datetime.date) -> None:
    """Registrars and administrators decide for the State."""
    if not is_registrar(by, on):
        raise Refused("Only a registrar does that.")


def may_agree_services(by: Actor, consortium: Consortium, on: datetime.date) -> bool:
    """Whether this person agrees services for the consortium: a registrar, or people of its lead or fiscal agent."""
    if isinstance(by, str) or is_registrar(by, on):
        return True
    posts = Post.objects.order_by().in_force(on).filter(user=by, can_register_membership=True)
    return posts.of_members(Membership.objects.order_by().running(consortium, on=on)).exists()


def check_can_agree_services(by: Actor, consortium: Consortium, on: datetime.date) -> None:
    """Registrars, and people of the lead or the fiscal agent with the power to register memberships."""
    if not may_agree_services(by, consortium, on):
        raise Refused(f"Only people who register memberships for {consortium}, or a registrar, agree its services.")


def check_can_take_part(by: Actor, consortium: Consortium, district: District, on: datetime.date) -> None:
    """The same, and people of the district itself: each district decides for itself every year."""
    if isinstance(by, User) and Post.objects.in_force(on).filter(user=by).speaking_for([district.pk]).exists():
        return
    check_can_agree_services(by, consortium, on)


def has_one_speaker(line: Membership, on: datetime.date) -> bool:
    """Whether the office that answers for the member is the only one that speaks for the consortium."""
    return Speakers([line], on).has_one_speaker(line)
