"""Who may change the registry, and who may assign and end roles."""

import datetime
from collections.abc import Collection

from accounts.models import Role, User
from accounts.refusals import Refused
from districts.models import Appointment, District, FactDispute, ImportBatch, ImportRow, School
from districts.models.appointment import AppointedPlaces
from districts.rules.disputing import best_appointment
from districts.rules.powers import POWERS
from districts.states import Office

# A person, or the name of a command run on the server.
Actor = User | str


def is_registrar(by: Actor, on: datetime.date) -> bool:
    """Whether this is a registrar, an administrator, or a command on the server."""
    return isinstance(by, str) or by.held_role_on(on, Role.REGISTRAR, Role.ADMINISTRATOR)


def check_can_register(by: Actor, on: datetime.date) -> None:
    """Registrars, administrators, and commands on the server may change the registry."""
    if not is_registrar(by, on):
        raise Refused("Only a registrar can change the registry.")


def check_can_give_appointment(
    by: Actor, district: District | None, school: School | None, kind: str, powers: Collection[str], on: datetime.date
) -> None:
    """Registrars assign every role; superintendents and principals name designees with permissions they have."""
    if is_registrar(by, on):
        return
    own = _head_appointment(by, district, school, on)
    if kind != Office.DESIGNEE or own is None:
        raise Refused(
            "Only a registrar can assign this role. A superintendent can name designees in their own district: people "
            "who act for the superintendent."
        )
    if missing := [POWERS[power].label for power in powers if not getattr(own, f"can_{power}")]:
        raise Refused(f"You can’t delegate permissions you don’t have: {', '.join(sorted(missing))}.")


def check_can_end_appointment(by: Actor, appointment: Appointment, on: datetime.date) -> None:
    """Registrars end every role; superintendents and principals end those of designees in their district or school.

    A superintendent also ends the roles of designees in the district's schools, and delegates end their own.
    """
    if is_registrar(by, on) or (appointment.delegated_by_id is not None and by == appointment.user):
        return
    if appointment.kind == Office.DESIGNEE:
        above = appointment.school.district if appointment.school else None
        if _head_appointment(by, appointment.district, appointment.school, on) or (
            above and _head_appointment(by, above, None, on)
        ):
            return
    raise Refused("Only a registrar can end this role. A superintendent can end the roles of the district’s designees.")


def check_ends_no_own_role_in_the_past(
    by: User, appointment: Appointment, ends_on: datetime.date, on: datetime.date
) -> None:
    """Registrars end roles of their own today at the earliest, so that they don't decide today where they had one."""
    if by.pk == appointment.user_id and appointment.starts_on <= on > ends_on:
        raise Refused("You can end your own role today or later. Another registrar can end it on an earlier date.")


def has_role_at(by: Actor, record: District | School, on: datetime.date) -> bool:
    """Whether this person has a role in the district, or in the school or its district, or had one in the last year."""
    return isinstance(by, User) and Appointment.objects.recent_places_of(by, on).includes(record)


def check_is_impartial_about(by: Actor, *records: District | School, on: datetime.date) -> None:
    """Registrars don't decide about a district or school in which they have or lately had a role. Raises Refused."""
    for record in records:
        if has_role_at(by, record, on):
            raise Refused(
                f"You have a role at {record}, or had one in the last year, so another registrar or an administrator "
                "decides."
            )


def own_places_in_import(by: Actor, batch: ImportBatch, on: datetime.date) -> list[str]:
    """Where this person has or lately had a role, by name, if official files change the place or a school of it."""
    if isinstance(by, str):
        return []
    places, rows = Appointment.objects.recent_places_of(by, on), ImportRow.objects.writing_to_places(batch)
    own: list[District | School] = [*District.objects.filter(pk__in=places.districts)]
    own += School.objects.filter(pk__in=places.schools)
    return sorted(str(one) for one in own if rows.of_places(AppointedPlaces.of_record(one)).exists())


def check_is_impartial_about_import(by: Actor, batch: ImportBatch, on: datetime.date) -> None:
    """Registrars neither import nor undo official files that change nothing but places of their own. Raises Refused.

    A file of a whole state raises no conflict: no registrar chose what is in it.
    """
    if isinstance(by, str):
        return
    places = Appointment.objects.recent_places_of(by, on)
    rows = ImportRow.objects.writing_to_places(batch)
    own = rows.of_places(places)
    if not places.are_none and own.exists() and not rows.exclude(pk__in=own.order_by().values("pk")).exists():
        raise Refused(
            "This import changes only places where you have a role, or had one in the last year, so another registrar "
            "or an administrator has to decide."
        )


def check_can_apply_import(by: Actor, batch: ImportBatch, on: datetime.date) -> None:
    """Registrars import files, except those that change nothing but places of their own. Raises Refused."""
    check_can_register(by, on)
    check_is_impartial_about_import(by, batch, on)


def check_can_decide_dispute(by: Actor, dispute: FactDispute, on: datetime.date) -> None:
    """Registrars decide about reported errors, except those they reported and those of their own place."""
    check_can_register(by, on)
    if isinstance(by, User) and dispute.raised_by_id == by.pk:
        raise Refused("You reported this error, so another registrar or an administrator decides.")
    check_is_impartial_about(by, dispute.record, on=on)


def check_can_delegate(by: User, own: Appointment, on: datetime.date) -> None:
    """Superintendents and principals delegate permissions of their role while they have it."""
    if own.user_id != by.pk or not Appointment.objects.in_force(on).heads().filter(pk=own.pk).exists():
        raise Refused("Only a superintendent or principal can delegate permissions, and only while in that role.")


def check_is_delegate(by: User, appointment: Appointment) -> None:
    """People accept, decline, and give back what was delegated to them."""
    if appointment.user_id != by.pk or appointment.delegated_by_id is None:
        raise Refused("Only the person these permissions were delegated to can accept them or give them back.")


def check_can_see_people(by: User, district: District, on: datetime.date) -> None:
    """Registrars see the roles in every district; a superintendent those in their own district."""
    if not is_registrar(by, on) and not _head_appointment(by, district, None, on):
        raise Refused("Only a registrar or the district’s superintendent can see this page.")


def _head_appointment(
    by: Actor, district: District | None, school: School | None, on: datetime.date
) -> Appointment | None:
    """This person's appointment as superintendent of the district or principal of the school, or None."""
    if isinstance(by, str) or (district is None) == (school is None):
        return None
    return Appointment.objects.in_force(on).heads().filter(user=by, district=district, school=school).first()


def check_can_represent_record(by: Actor, record: District | School, on: datetime.date) -> Appointment:
    """The appointment of a person who may change or dispute the record's facts. Raises Refused.

    That is anyone with a role in the district, or in the school or its district.
    """
    appointments = (
        [] if isinstance(by, str) else list(Appointment.objects.in_force(on).filter(user=by).of_record(record))
    )
    appointment: Appointment | None = best_appointment(appointments)
    if appointment is None:
        raise Refused(f"Only people with a role at {record} can change its details or report errors.")
    return appointment


def check_can_confirm(by: Actor, record: District | School, on: datetime.date) -> Appointment:
    """The appointment of a person who may verify the record: one who may register memberships, or the principal."""
    check_can_represent_record(by, record, on)
    appointments = (
        [] if isinstance(by, str) else list(Appointment.objects.in_force(on).filter(user=by).of_record(record))
    )
    appointment: Appointment | None = best_appointment(
        [one for one in appointments if one.can_register_membership or one.school_id]
    )
    if appointment is None:
        raise Refused(
            "Your role doesn’t include permission to register memberships, so someone else has to verify this record."
        )
    return appointment
