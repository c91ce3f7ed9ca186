"""Importing people and their roles: each row as a registrar assigns a role by hand, with its invitation."""

from collections.abc import Sequence

from accounts.models import Invitation, User
from accounts.refusals import Unready
from changes.actions.snapshots import Snapshot, changes_between, snapshot_of
from districts.actions.appointing import appoint_person
from districts.actions.appointments import end_appointment, give_appointment
from districts.actions.import_batches.kinds import ImportRun
from districts.actions.import_batches.places import lock_places, place_with_id
from districts.actions.import_batches.row_by_row import RowEffect, carried_out_by_row
from districts.actions.outcome import Difference
from districts.models import Appointment, District
from districts.rules.appointment_rows import AppointmentFact, problems_with_fewer_powers, problems_with_name
from districts.rules.powers import POWERS, usual_powers

TABLES = tuple(model._meta.label_lower for model in (Invitation, Appointment))


def carry_out_appointment(fact: AppointmentFact, run: ImportRun) -> RowEffect:
    """Assign the role of one row, or add to one that is on record. Raises Refusal."""
    place = place_with_id(fact.place)
    district, school = (place, None) if isinstance(place, District) else (None, place)
    person = User.objects.filter(email__iexact=fact.email).first()
    if problems := problems_with_name(email=fact.email, name=fact.name, known_name=person.name if person else ""):
        raise Unready(*problems)
    known = Appointment.objects.filter(
        user=person,
        district=district,
        school=school,
        kind=fact.office,
        starts_on=fact.starts_on,
        delegated_by=None,
        withdrawn_at=None,
    ).first()
    before = _snapshot(fact)
    if known is None:
        appointment = appoint_person(
            district=district,
            school=school,
            email=fact.email,
            name=fact.name,
            kind=fact.office,
            powers=usual_powers(fact.office) if fact.powers is None else fact.powers,
            starts_on=fact.starts_on,
            ends_on=fact.ends_on,
            by=run.by,
            at=run.at,
        )
        outcome, differences = "created", _facts_of(appointment)
    else:
        differences = _add_to(known, fact, run)
        outcome, appointment = "changed" if differences else "unchanged", known
    changes = changes_between(before, _snapshot(fact))
    return RowEffect(outcome, fact.email, f"{appointment.user.name}, {place}", differences, changes)


def _add_to(known: Appointment, fact: AppointmentFact, run: ImportRun) -> list[Difference]:
    """The end date and further permissions of a role on record; a file takes none away."""
    wanted = known.powers if fact.powers is None else fact.powers
    missing = [POWERS[power].label for power in known.powers if power not in wanted]
    if problems := problems_with_fewer_powers(str(known.place), missing):
        raise Unready(*problems)
    differences: list[Difference] = []
    if added := [power for power in wanted if power not in known.powers]:
        held = _in_words(known.powers) or "none"
        give_appointment(
            user=known.user,
            district=known.district,
            school=known.school,
            kind=known.kind,
            starts_on=known.starts_on,
            ends_on=known.ends_on,
            powers=added,
            by=run.by,
            at=run.at,
        )
        differences.append(("permissions", held, _in_words([*known.powers, *added])))
    if fact.ends_on and fact.ends_on != known.ends_on:
        end_appointment(appointment=known, ends_on=fact.ends_on, by=run.by, at=run.at)
        differences.append(("ends_on", known.ends_on, fact.ends_on))
    return differences


def _facts_of(appointment: Appointment) -> list[Difference]:
    facts: list[Difference] = [
        ("office", "", appointment.get_kind_display()),
        ("permissions", "", _in_words(appointment.powers)),
        ("starts_on", "", appointment.starts_on),
        ("ends_on", "", appointment.ends_on),
    ]
    return [fact for fact in facts if fact[2]]


def _in_words(powers: list[str]) -> str:
    return ", ".join(POWERS[power].label for power in POWERS if power in powers)


def _lock(facts: Sequence[AppointmentFact], _: ImportRun) -> None:
    lock_places([fact.place for fact in facts])
    people = User.objects.select_for_update().filter(email__in=[fact.email for fact in facts]).order_by("pk")
    list(people.values_list("pk", flat=True))


def _snapshot(fact: AppointmentFact) -> Snapshot:
    person = User.objects.filter(email__iexact=fact.email)
    return snapshot_of(
        Invitation.objects.filter(person__in=person, accepted_at=None, withdrawn_at=None),
        Appointment.objects.filter(user__in=person),
    )


APPOINTMENTS = carried_out_by_row(
    "appointments", "appointments.recorded", carry_out_appointment, tables=TABLES, lock=_lock
)
