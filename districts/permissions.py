"""Who may write to the register, and who may give posts."""

import datetime
from collections.abc import Collection

from accounts.models import Role, User
from accounts.refusals import Refused
from districts.models import Appointment, District, School
from districts.rules.disputing import best_appointment
from districts.states import Office

# A person, or the name of a command run on the server.
Actor = User | str


def is_registrar(by: Actor, on: datetime.date) -> bool:
    """Whether it is a registrar, an administrator or a command on the server."""
    return isinstance(by, str) or by.held_role_on(on, Role.REGISTRAR, Role.ADMINISTRATOR)


def check_can_register(by: Actor, on: datetime.date) -> None:
    """Registrars and administrators write to the register; commands run on the server do as well."""
    if not is_registrar(by, on):
        raise Refused("Only a registrar changes the register.")


def check_can_give_appointment(
    by: Actor, district: District | None, school: School | None, kind: str, powers: Collection[str], on: datetime.date
) -> None:
    """Registrars give every post; superintendents and principals name designees with powers of the own post."""
    if is_registrar(by, on):
        return
    own = _head_appointment(by, district, school, on)
    if kind != Office.DESIGNEE or own is None:
        raise Refused("Only a registrar gives this post; a superintendent names designees of the own district.")
    if missing := [power for power in powers if not getattr(own, f"can_{power}")]:
        raise Refused(f"You cannot hand on a power that you do not hold: {', '.join(sorted(missing))}.")


def check_can_end_appointment(by: Actor, appointment: Appointment, on: datetime.date) -> None:
    """Registrars end every post; superintendents and principals end those of designees of the own district or school.

    Designees of a school are also ended by the superintendent of its district.
    """
    if is_registrar(by, on):
        return
    if appointment.kind == Office.DESIGNEE:
        above = appointment.school.district if appointment.school else None
        if _head_appointment(by, appointment.district, appointment.school, on) or (
            above and _head_appointment(by, above, None, on)
        ):
            return
    raise Refused("Only a registrar ends this post; a superintendent ends those of the own designees.")


def check_can_delegate(by: User, own: Appointment, on: datetime.date) -> None:
    """Superintendents and principals hand on powers of their own post while they hold it."""
    if own.user_id != by.pk or not Appointment.objects.in_force(on).heads().filter(pk=own.pk).exists():
        raise Refused("Only a superintendent or a principal gives powers, and only while holding the post.")


def check_can_see_people(by: User, district: District, on: datetime.date) -> None:
    """Registrars see who holds which post everywhere; a superintendent in the own district."""
    if not is_registrar(by, on) and not _head_appointment(by, district, None, on):
        raise Refused("Only a registrar and the district's own superintendent see who holds which post.")


def _head_appointment(
    by: Actor, district: District | None, school: School | None, on: datetime.date
) -> Appointment | None:
    """The post of superintendent of that district, or of principal of that school, that this person holds."""
    if isinstance(by, str) or (district is None) == (school is None):
        return None
    return Appointment.objects.in_force(on).heads().filter(user=by, district=district, school=school).first()


def check_can_represent_record(by: Actor, record: District | School, on: datetime.date) -> Appointment:
    """People with a post in a district, or in a school or its district, speak for its facts: their post."""
    appointments = (
        [] if isinstance(by, str) else list(Appointment.objects.in_force(on).filter(user=by).of_record(record))
    )
    appointment: Appointment | None = best_appointment(appointments)
    if appointment is None:
        raise Refused(f"Only people with a post in {record} speak for its facts.")
    return appointment


def check_can_confirm(by: Actor, record: District | School, on: datetime.date) -> Appointment:
    """Who may register memberships confirms a district's record; a principal confirms the own school's as well."""
    check_can_represent_record(by, record, on)
    appointments = (
        [] if isinstance(by, str) else list(Appointment.objects.in_force(on).filter(user=by).of_record(record))
    )
    appointment: Appointment | None = best_appointment(
        [one for one in appointments if one.can_register_membership or one.school_id]
    )
    if appointment is None:
        raise Refused("Your post does not include the power to register memberships, so somebody else confirms this.")
    return appointment
