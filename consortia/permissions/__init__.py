"""Who may register consortia, memberships, contracts, and services, and who may act for which side."""

import datetime
from collections.abc import Collection, Iterable, Sequence

from accounts.models import User
from accounts.refusals import Refused
from consortia.models import Consortium, Membership, MembershipStep
from consortia.permissions.who_may_act import Representatives
from consortia.rules.fact_owners import CONSORTIUM_FACTS, OF_LEAD, Editor, editable_fields
from consortia.states import NEVER_BEGAN, RUNS, MembershipStatus, Side
from districts.models import Appointment, District, School
from districts.models.appointment import AppointmentQuerySet
from districts.permissions import Actor, check_is_impartial_about, has_role_at, is_registrar


def check_can_register_consortium(by: Actor, on: datetime.date) -> None:
    """Registrars and administrators register consortia and their contracts; so do commands on the server."""
    if not is_registrar(by, on):
        raise Refused("Only a registrar can register a consortium or its contracts.")


def check_can_register_membership(
    by: Actor, consortium: Consortium, member: District | School, status: str, on: datetime.date
) -> None:
    """Registrars register memberships of others; people with the permission request one for their district or
    consortium.
    """
    if isinstance(by, str):
        return
    if is_registrar(by, on):
        which = "district" if isinstance(member, District) else "school"
        if has_role_at_a_side(by, Membership(consortium=consortium, **{which: member}), on):
            raise Refused(
                f"You have a role at {member} or {consortium}, or had one in the last year, so another registrar or an "
                "administrator enters this membership."
            )
        return
    if status != MembershipStatus.CLAIMED:
        raise Refused("Only a registrar can enter a membership without the other party’s answer.")
    appointments = Appointment.objects.in_force(on).filter(user=by, can_register_membership=True)
    district = member if isinstance(member, District) else member.district
    if appointments.filter(district=district).exists():
        return
    leads = Membership.objects.running(consortium, on=on)
    if appointments.filter(district__in=leads.values("district")).exists():
        return
    raise Refused("You don’t have permission to register this membership.")


def appointments_of(side: str, membership: Membership, on: datetime.date) -> AppointmentQuerySet:
    """Every appointment that may act on that date for this side of a membership."""
    appointments = Appointment.objects.order_by().in_force(on).filter(can_register_membership=True)
    if side == Side.MEMBER:
        return appointments.of_member(membership)
    return appointments.of_members(Membership.objects.order_by().running(membership.consortium, on=on))


def appointment_for(by: User, side: str, membership: Membership, on: datetime.date) -> Appointment | None:
    """The appointment through which this person acts for that side; None where there is none."""
    return (
        appointments_of(side, membership, on)
        .filter(user=by)
        .select_related("district", "school")
        .order_by("pk")
        .first()
    )


def has_role_at_a_side(by: User, membership: Membership, on: datetime.date) -> bool:
    """Whether this person has, or had in the last year, a role at the member or at the consortium’s lead district."""
    return bool(_with_a_side_of(by, [membership], on))


def _with_a_side_of(by: User, memberships: Sequence[Membership], on: datetime.date) -> list[Membership]:
    """Those of the memberships at whose member or consortium this person has such a role."""
    places = Appointment.objects.recent_places_of(by, on)
    if places.are_none:
        return []
    leads = Membership.objects.order_by().speaking(on).select_related("district", "school")
    leads = leads.filter(consortium__in={membership.consortium_id for membership in memberships})
    led = {lead.consortium_id for lead in leads if places.includes(lead.member)}
    return [one for one in memberships if one.consortium_id in led or places.includes(one.member)]


def check_can_represent(by: User, side: str, membership: Membership, on: datetime.date) -> Appointment:
    """The appointment through which this person acts for that side of the membership. Raises Refused."""
    appointment = appointment_for(by, side, membership, on)
    if appointment is None:
        place = membership.member if side == Side.MEMBER else membership.consortium
        raise Refused(f"You don’t have permission to register memberships for {place}.")
    return appointment


def check_can_represent_a_side(by: User, membership: Membership, on: datetime.date) -> tuple[Side, Appointment]:
    """The side that this person acts for, and the appointment; the member's where it could be both. Raises Refused."""
    for side in (Side.MEMBER, Side.CONSORTIUM):
        if appointment := appointment_for(by, side, membership, on):
            return side, appointment
    raise Refused(
        f"Only people who register memberships for {membership.member} or for {membership.consortium} do that."
    )


def may_invite(by: User, consortium: Consortium, on: datetime.date) -> bool:
    """Whether this person acts for the consortium in matters of membership."""
    if on == by.as_of and Appointment.objects.places_of(by).are_none:
        return False
    return appointment_for(by, Side.CONSORTIUM, Membership(consortium=consortium), on) is not None


def check_can_propose(by: User, lead: District, on: datetime.date) -> Appointment:
    """The appointment through which this person proposes a consortium that the district leads, or changes that
    proposal. Raises Refused.
    """
    appointment = Appointment.objects.in_force(on).filter(user=by).speaking_for([lead.pk]).first()
    if appointment is None:
        raise Refused(f"Only people who can register memberships for {lead} can propose a consortium that it leads.")
    return appointment


def can_propose(by: User, lead: District | None, on: datetime.date) -> bool:
    """Whether this person may propose a consortium that the district leads, and change its proposals."""
    return lead is not None and Appointment.objects.in_force(on).filter(user=by).speaking_for([lead.pk]).exists()


def runs_consortium(by: Actor, consortium: Consortium, on: datetime.date) -> bool:
    """Whether this is a registrar, or someone who registers memberships for its lead or fiscal agent."""
    return isinstance(by, str) or is_registrar(by, on) or may_invite(by, consortium, on)


def editable_facts(user: User, consortium: Consortium, on: datetime.date) -> tuple[str, ...]:
    """The facts of the consortium's record that this person may change (consortia.rules.fact_owners)."""
    membership = Membership(consortium=consortium)
    editors = []
    if appointment_for(user, Side.CONSORTIUM, membership, on):
        editors.append(Editor.LEAD)
    if is_registrar(user, on):
        editors.append(Editor.REGISTRAR)
    if not editors:
        return ()
    has_representative = Editor.LEAD in editors or appointments_of(Side.CONSORTIUM, membership, on).exists()
    return editable_fields(editors, has_representative=has_representative)


def check_can_edit_facts(by: User, consortium: Consortium, fields: Collection[str], on: datetime.date) -> None:
    """Refuse facts that someone else maintains: the lead its description and contact, the registrar the others."""
    if others := set(fields) - set(editable_facts(by, consortium, on)):
        is_of_lead = not others.isdisjoint(OF_LEAD)
        who = f"the people who act for {consortium}" if is_of_lead else "a registrar"
        labels = ", ".join(fact.label.lower() for fact in CONSORTIUM_FACTS if fact.field in others)
        raise Refused(f"Only {who} can change this: {labels}.")


def check_is_registrar(by: Actor, on: datetime.date) -> None:
    """Registrars and administrators decide for the State."""
    if not is_registrar(by, on):
        raise Refused("Only a registrar can do this.")


def check_is_impartial_about_consortium(by: Actor, consortium: Consortium, on: datetime.date) -> None:
    """Registrars don't end or set aside a consortium that they proposed, or that a district of theirs leads or led."""
    if isinstance(by, User) and (consortium.proposed_by_id == by.pk or _ran(by, consortium, on)):
        raise Refused(
            f"You proposed {consortium}, or have a role in it or had one in the last year, so another registrar or an "
            "administrator decides."
        )


def _ran(by: User, consortium: Consortium, on: datetime.date) -> bool:
    places = Appointment.objects.recent_places_of(by, on)
    if places.are_none:
        return False
    leads = Membership.objects.order_by().filter(role__in=RUNS).exclude(status__in=NEVER_BEGAN)
    led = by.once(
        f"consortia of the year to {on}",
        lambda: frozenset(leads.of_places(places).values_list("consortium", flat=True)),
    )
    return consortium.pk in led


def check_can_decide_proposal(by: Actor, consortium: Consortium, lead: District | None, on: datetime.date) -> None:
    """Registrars decide about proposals, except those they made and those of a district in which they have a role."""
    check_is_registrar(by, on)
    if isinstance(by, User) and (
        consortium.proposed_by_id == by.pk or (lead is not None and has_role_at(by, lead, on))
    ):
        raise Refused(
            "You proposed this consortium, or have a role in its lead district or had one in the last year, so another "
            "registrar or an administrator decides."
        )


def check_can_decide_membership(by: Actor, membership: Membership, on: datetime.date) -> None:
    """Registrars decide about memberships, except where they acted for the member or the consortium or have a role."""
    check_is_registrar(by, on)
    if isinstance(by, User) and memberships_left_to_others(by, [membership], on):
        raise Refused(
            f"You acted for {membership.member} or {membership.consortium}, or have a role there or had one in the "
            "last year, so another registrar or an administrator decides."
        )


def memberships_left_to_others(by: User, memberships: Sequence[Membership], on: datetime.date) -> set[int]:
    """Row ids of the memberships that this registrar doesn't decide about: the rule for one, and for a list."""
    acted = MembershipStep.objects.filter(membership__in=memberships, by=by).exclude(side=Side.STATE)
    own = {membership.pk for membership in _with_a_side_of(by, memberships, on)}
    return own | set(acted.order_by().values_list("membership", flat=True))


def check_can_end_records(
    by: Actor,
    records: Iterable[District | Consortium | None],
    on: datetime.date,
    *,
    was_on: datetime.date | None = None,
) -> None:
    """Registrars merge, dissolve, and set aside records, and undo it, except where they have a role in one of them.

    `was_on`: the last day before a change that is undone. A role that ended with its district counts, too.
    """
    check_is_registrar(by, on)
    for record in records:
        for day in {on, was_on or on}:
            if isinstance(record, District):
                check_is_impartial_about(by, record, on=day)
            elif record is not None:
                check_is_impartial_about_consortium(by, record, day)


def has_one_representative(membership: Membership, on: datetime.date) -> bool:
    """Whether the office that answers for the member is the only one that acts for the consortium."""
    return Representatives([membership], on).has_one_representative(membership)
