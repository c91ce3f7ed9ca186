"""Who may register consortia, memberships and contracts."""

import datetime

from accounts.models import User
from accounts.refusals import Refused
from consortia.models import Consortium, Introduction, MemberRole
from consortia.states import MembershipStatus
from districts.models import District, Post, School
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
    leads = consortium.memberships.on(on).filter(role__in=[MemberRole.LEAD, MemberRole.FISCAL_AGENT])
    if posts.filter(district__in=leads.values("district")).exists():
        return
    raise Refused("Your post does not include the power to register this membership.")


def check_can_look_for_partners(by: User, district: District, on: datetime.date) -> None:
    """People with the power to register membership look for partners of their district; nobody in their place."""
    if not Post.objects.in_force(on).filter(user=by).speaking_for([district.pk]).exists():
        raise Refused(f"Your post does not include the power to speak for {district} about memberships.")


def check_can_answer_introduction(by: User, introduction: Introduction, on: datetime.date) -> None:
    """The district that is asked answers; for a consortium its lead or fiscal agent."""
    posts = Post.objects.in_force(on).filter(user=by)
    if not posts.speaking_for(introduction.asked_districts(on)).exists():
        raise Refused("Only the side that is asked answers.")
