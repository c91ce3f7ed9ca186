"""Who may open a round, and who may edit, submit, and sign an application."""

import datetime
from collections.abc import Callable
from typing import Any, NamedTuple, Protocol, Self, TypeVar

from django.db.models import Q, QuerySet

from accounts.models import Role, User
from accounts.models.statements import kept_statement
from accounts.refusals import Refused
from consortia.models import Consortium
from consortia.states import MemberRole
from districts.models import Appointment
from districts.permissions import Actor
from grants.models import ROUND_KEEPERS, Application, Competition, Participant
from grants.rules.amendments import NOT_THE_LEAD
from grants.rules.departures import Departure, departure_of


class DatedRows(Protocol):
    """A queryset of what was written in an application, by day."""

    def until(self, day: datetime.date) -> Self:
        """Those of that day and earlier."""

    def none(self) -> Self:
        """None of them."""


Rows = TypeVar("Rows", bound=DatedRows)


def check_can_open_competition(by: Actor, on: datetime.date) -> None:
    """Grants officers, administrators, and commands on the server may open rounds."""
    if not isinstance(by, str) and not by.held_role_on(on, *ROUND_KEEPERS):
        raise Refused("Only a grants officer or an administrator can open a round.")


def check_can_change_rules(by: Actor, competition: Competition, on: datetime.date) -> None:
    """Those who may open rounds may change one, except a round with an application of their own district or school."""
    check_can_open_competition(by, on)
    if isinstance(by, str):
        return
    if Application.objects.taken_part_in_by(by).in_the_running().filter(competition=competition).exists():
        raise Refused(
            "Your district or school takes part in an application in this round, so another officer changes its rules."
        )


def can_change_rules(by: User, competition: Competition, on: datetime.date) -> bool:
    """Whether the person may change the rules of the round, or have its seed drawn."""
    try:
        check_can_change_rules(by, competition, on)
    except Refused:
        return False
    return True


def check_can_start(by: User, consortium: Consortium, on: datetime.date) -> None:
    """People with an appointment in the consortium's lead district may start its application."""
    if not acts_for_lead(by, consortium, on):
        raise Refused(
            f"Only the lead district of {consortium} can start its application. "
            "If you work for that district, ask the registrar to record your role."
        )


def acts_for_lead(by: User, consortium: Consortium, on: datetime.date) -> bool:
    """Whether the person has a role in the consortium's lead that day; a school's district acts for the school too."""
    leads = consortium.memberships.in_force(on).filter(role=MemberRole.LEAD)
    appointments = Appointment.objects.in_force(on).filter(user=by)
    return appointments.filter(
        Q(district__in=leads.values("district"))
        | Q(school__in=leads.values("school"))
        | Q(district__in=leads.values("school__district"))
    ).exists()


class RolesInLead(NamedTuple):
    """The lead of an application, and for each appointment of a person there, whether it includes signing."""

    lead: Participant | None
    include_signing: list[bool]


def roles_in_lead(by: User, application: Application, on: datetime.date) -> RolesInLead:
    """What both checks below ask for, in two queries: a page that asks both reads it once."""
    for lead in _leads_of(application=application.pk):
        lead.application = application
        if lead.district_id:
            return RolesInLead(lead, _signing_for_district(district=lead.district_id, person=by.pk, on=on))
        held = _appointments_for(by, lead, on)
        return RolesInLead(lead, list(held.values_list("can_sign_applications", flat=True)))
    return RolesInLead(None, [])


@kept_statement
def _leads_of(*, application: int) -> "QuerySet[Participant]":
    return Participant.present.filter(application=application, role=Participant.Role.LEAD)


@kept_statement
def _signing_for_district(*, district: int, person: int, on: datetime.date) -> "QuerySet[Any, bool]":
    held = Appointment.objects.in_force(on).filter(district=district, user=person)
    return held.values_list("can_sign_applications", flat=True)


def check_can_edit(by: User, application: Application, on: datetime.date, *, roles: RolesInLead | None = None) -> None:
    """People with an appointment in the lead district may edit; if the lead isn't in the registry, its starter may."""
    lead, include_signing = roles or roles_in_lead(by, application, on)
    if lead is None or not (lead.district_id or lead.school_id):
        if by.pk != application.started_by_id:
            raise Refused(f"Only {application.started_by} can edit this application.")
    elif not include_signing:
        raise Refused(f"Only people with a role in {lead} can edit this application.")


def check_can_write_part(by: User, participant: Participant, on: datetime.date) -> None:
    """People with a role in the member write its part; the lead does for one that isn't in the registry."""
    if not (participant.district_id or participant.school_id):
        check_can_edit(by, participant.application, on)
    elif not _appointments_for(by, participant, on).exists():
        raise Refused(f"Only people with a role in {participant} can write its commitments and budget lines.")
    elif left := _left_after_submission(participant, participant.application, on):
        raise Refused(f"{left.sentence} It can’t change this application anymore.")


def check_can_write_row(by: User, application: Application, owner: Participant | None, on: datetime.date) -> None:
    """People with a role in the member that owns the row write it; the lead's people write what no member owns."""
    if owner is None:
        check_can_edit(by, application, on)
    else:
        check_can_write_part(by, owner, on)


def keys_written_by(user: User, application: Application, *, edits: bool) -> set[str]:
    """The keys of the members whose part this person writes today; `edits`: the person edits the application."""
    own = application.participants.represented_by(user)
    if edits:
        own |= application.participants.filter(district=None, school=None)
    keys = set(own.values_list("key", flat=True))
    if keys and application.first_submitted_at is not None:  # a member that left writes nothing more
        rows = Participant.present.filter(application=application, key__in=keys).with_records()
        keys -= {row.key for row in rows if _departure_in(row, user.as_of)}
    return keys


def _left_after_submission(participant: Participant, application: Application, on: datetime.date) -> Departure | None:
    """The departure of a member that left: once the application was submitted, such a member writes nothing more."""
    if application.first_submitted_at is None:
        return None
    return _departure_in(Participant.objects.with_records().get(pk=participant.pk), on)


def _departure_in(row: Participant, on: datetime.date) -> Departure | None:
    record = row.district or row.school
    closed_on = record.closed_on if record else None
    return departure_of(row.key, row.name, leaves_on=row.leaves_on, closed_on=closed_on, on=on)


def check_can_comment(by: User, application: Application, on: datetime.date) -> None:
    """Everyone with a role in a member of the application on that day may comment on its sections."""
    roles = Appointment.objects.in_force(on).filter(user=by)
    if not application.participants.held_through(roles).exists():
        raise Refused("Only people with a role in a member of this application can comment on it.")
    if left := left_as_member(by, application, on):
        raise Refused(f"{left.sentence} It can no longer comment on this application.")


class Reader(NamedTuple):
    """Whether a person of a member reads the draft, and if its members are gone, the last departure of them."""

    reads_draft: bool
    left: Departure | None

    @property
    def why_not(self) -> str:
        """Why the person doesn’t read the draft."""
        gone = self.left.sentence if self.left else "Your district or school doesn’t take part in this application."
        return f"{gone} You can read what was submitted."

    def of_its_time(self, rows: Rows) -> Rows:
        """Those of these rows that this person reads: all with the draft, else those until its member left."""
        if self.reads_draft:
            return rows
        return rows.until(self.left.on) if self.left else rows.none()


def reader_of(by: User, application: Application, on: datetime.date) -> Reader:
    """What this person reads of the application on that day; no query before its first submission, else one.

    The draft is its members' alone: who has a role only in members that left after the submission, that an amendment
    took out, or that an open amendment would bring in, reads what was submitted. The lead writes it, so it reads it.
    """
    if application.first_submitted_at is None:
        return Reader(reads_draft=True, left=None)
    own = Participant.objects.filter(application=application)
    rows = own.held_through(Appointment.objects.in_force(on).filter(user=by)).with_records()
    departures = [(row, _departure_in(row, on)) for row in rows]
    gone = [departure for _, departure in departures if departure is not None]
    left = max(gone, key=lambda one: one.on) if gone and len(gone) == len(departures) else None
    return Reader(any(row.takes_part and (row.is_lead or not departure) for row, departure in departures), left)


def left_as_member(by: User, application: Application, on: datetime.date) -> Departure | None:
    """The last departure of the members in which the person has a role, if all of them left after the submission.

    Such a person takes part no longer. None for others, also for those who never had a role in a member.
    """
    return reader_of(by, application, on).left


def reads_draft(by: User, application: Application, on: datetime.date) -> bool:
    """Whether this person, who takes or took part in the application, reads its draft: see `reader_of`."""
    return reader_of(by, application, on).reads_draft


def check_can_write_section(
    by: User,
    application: Application,
    owner: Participant | None,
    on: datetime.date,
    *,
    roles: RolesInLead | None = None,
) -> None:
    """The lead's people may write every section; people with a role in the member it is assigned to, this one."""
    left = None
    if owner is not None and owner.application_id == application.pk and _appointments_for(by, owner, on).exists():
        left = _left_after_submission(owner, application, on)
        if left is None:
            return
    try:
        check_can_edit(by, application, on, roles=roles)
    except Refused as no:
        if owner is None or owner.is_lead:
            raise
        if left is not None:
            raise Refused(f"{left.sentence} It can’t change this application anymore.") from no
        raise Refused(f"Only people with a role in {owner} or in the lead district can write this section.") from no


def check_can_submit(
    by: User, application: Application, on: datetime.date, *, roles: RolesInLead | None = None
) -> None:
    """People who may sign for the lead district may submit, reopen, and withdraw."""
    lead, include_signing = roles = roles or roles_in_lead(by, application, on)
    if lead is None or not (lead.district_id or lead.school_id):
        check_can_edit(by, application, on, roles=roles)
    elif not any(include_signing):
        raise Refused(f"Only authorized signers for {lead} can submit, reopen, or withdraw this application.")


def check_can_amend(by: User, application: Application, on: datetime.date, *, roles: RolesInLead | None = None) -> None:
    """Those who may submit it may propose an amendment, send it, and take it back."""
    try:
        check_can_submit(by, application, on, roles=roles)
    except Refused as no:
        raise Refused(NOT_THE_LEAD) from no


def check_can_restore(
    by: User, application: Application, on: datetime.date, *, roles: RolesInLead | None = None
) -> None:
    """Those who may withdraw it may undo that; so may administrators, except for their own district or school."""
    if not by.held_role_on(on, Role.ADMINISTRATOR):
        check_can_submit(by, application, on, roles=roles)
    elif names := application.represented_by(by, on=on):
        raise Refused(
            f"{by} represents or represented {', '.join(names)}, so another administrator decides about this."
        )


def check_can_answer_late(by: User, application: Application, on: datetime.date) -> None:
    """Administrators may accept an application late, except in a round in which they have a stake."""
    if not by.held_role_on(on, Role.ADMINISTRATOR):
        raise Refused("Only administrators can decide about late applications.")
    own = Application.objects.taken_part_in_by(by).in_the_running().filter(competition=application.competition_id)
    if application.represented_by(by, on=on) or own.exists():
        raise Refused(
            f"{by} has a role in a district or school that applies in this round, so another administrator decides."
        )


def check_can_sign(by: User, participant: Participant, on: datetime.date) -> Appointment:
    """People who may sign for the member's district, or for the school or its district, may sign; by which role."""
    appointment = signing_appointment(by, participant, on)
    if appointment is None:
        raise Refused(f"Only authorized signers for {participant} can sign.")
    return appointment


def signing_appointment(by: User, participant: Participant, on: datetime.date) -> Appointment | None:
    """The appointment through which the person signs for this member on that day, or None."""
    signing = _appointments_for(by, participant, on).filter(can_sign_applications=True)
    return signing.select_related("district", "school").order_by("pk").first()


def may(check: Callable[[], object]) -> bool:
    """Whether a check passes: for pages, which offer only what their reader may do."""
    try:
        check()
    except Refused:
        return False
    return True


def _appointments_for(by: User, participant: Participant, on: datetime.date) -> "QuerySet[Appointment, Appointment]":
    appointments = Appointment.objects.in_force(on).filter(user=by)
    if participant.district_id:
        return appointments.filter(district=participant.district_id)
    if participant.school is not None:
        return appointments.filter(Q(school=participant.school) | Q(district=participant.school.district_id))
    return appointments.none()
