"""The `/my/` page: everything its templates show."""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.urls import reverse

from accounts.dates import moment_in_words, short_day
from consortia.models import Consortium, Membership
from consortia.rules.status_labels import status_in_sentence
from consortia.states import SETTLED, MembershipStatus
from districts.models import Appointment, District, School
from grants.models import Application, Competition
from grants.reads.intents import OwnIntent
from grants.states import RELEASED_LABELS
from portal.my.pages.tasks import Task, end_of_day
from purchasing.models import Contract
from purchasing.rules.terms import SOON


class WaitingRow(NamedTuple):
    """Something another person has to do, and the page about it (empty where there is none to open)."""

    text: str
    url: str = ""


class PartnersLink(NamedTuple):
    """The way to the partner search: for which district, and where it leads."""

    district: str
    url: str


class Link(NamedTuple):
    """A link: its words and where it leads."""

    label: str
    url: str


class RoleRow(NamedTuple):
    """One of the reader's appointments: the office, the place, the dates, and what it lets the reader do."""

    office: str
    place: District | School | None
    dates: str
    permissions: str
    # Where a delegate gives these permissions back; empty for other roles.
    give_back_url: str = ""


class OwnMembershipRow(NamedTuple):
    """One of the reader's memberships of today."""

    membership: Membership
    member: str
    details: str
    link: str
    may_invite: bool


class ContractRow(NamedTuple):
    """A shared contract that is in force in one of the reader's consortia."""

    label: str
    address: str
    consortium: Consortium
    end: str


@dataclass
class DashboardPage:
    """What a person has to do, what is waiting on others, and where the person belongs."""

    summary: str
    tasks: list[Task] = field(default_factory=list)
    log: list[WaitingRow] = field(default_factory=list)  # for auditors
    waiting: list[WaitingRow] = field(default_factory=list)
    decisions: list[WaitingRow] = field(default_factory=list)
    round_links: list[Link] = field(default_factory=list)
    registry_links: list[Link] = field(default_factory=list)
    roles: list[RoleRow] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    consortia: list[OwnMembershipRow] = field(default_factory=list)
    contracts: list[ContractRow] = field(default_factory=list)
    may_propose: bool = False
    partners: PartnersLink | None = None


def summary_of(name: str, role_names: Iterable[str], appointments: Iterable[Appointment]) -> str:
    """The person's name with every role: “Ann Marsh: superintendent of Cedar Gap (until Jun 30, 2027)”."""
    roles = [name.lower() for name in role_names]
    for appointment in appointments:
        until = f" (until {short_day(appointment.ends_on)})" if appointment.ends_on else ""
        roles.append(f"{appointment.get_kind_display().lower()} of {_name_of(appointment)}{until}")
    return f"{name}: {', '.join(roles)}" if roles else name


def round_links(deciding: Iterable[Competition]) -> list[Link]:
    """Where officers and administrators manage funding rounds, and the funding lines of those being decided."""
    lines = [
        Link(f"Funding line: {competition}", reverse("review:funding_line", args=[competition.slug]))
        for competition in deciding
    ]
    return [
        *lines,
        Link("Manage funding rounds", reverse("staff:round_list")),
        Link("Start a new round", reverse("staff:round_new")),
        Link("Follow awards in progress", reverse("awards:award_worklist")),
    ]


def open_round_links(rounds: Iterable[Competition]) -> list[Link]:
    """For people who run a consortium: the rounds in which it can apply now, the next to close first."""
    return [
        Link(f"{round_.name}: open until {moment_in_words(round_.closes_at)}", round_.get_absolute_url())
        for round_ in rounds
        if round_.closes_at
    ]


def intent_links(competition: Competition, own: Iterable[OwnIntent]) -> list[Link]:
    """For people who can lead an application: stating, or changing, an intent to apply in a round."""
    page = reverse("applicant:intent_state", args=[competition.slug])
    return [
        Link(
            f"{competition.name}: change or withdraw the intent of {one.applicant.name} to apply"
            if one.intent
            else f"{competition.name}: tell the state that {one.applicant.name} intends to apply",
            f"{page}?for={one.applicant.key}",
        )
        for one in own
        if not one.reference
    ]


def role_rows(appointments: Iterable[Appointment]) -> list[RoleRow]:
    """The reader's appointments of today."""
    return [
        RoleRow(
            office=appointment.role_in_words,
            place=appointment.district or appointment.school,
            dates=_dates(appointment),
            permissions=_permissions(appointment),
            give_back_url=reverse("my:delegation_answer", args=[appointment.pk]) if appointment.delegated_by_id else "",
        )
        for appointment in appointments
    ]


def consortium_rows(memberships: Iterable[Membership], invites: Iterable[int]) -> list[OwnMembershipRow]:
    """The reader's memberships; `invites` are row ids of those through which the reader may invite members."""
    may_invite = set(invites)
    rows = []
    for membership in memberships:
        is_settled = membership.status in SETTLED
        since = f", since {short_day(membership.joins_on)}" if membership.joins_on else ""
        status = "" if membership.status == MembershipStatus.CONFIRMED else f" ({status_in_sentence(membership)})"
        rows.append(
            OwnMembershipRow(
                membership=membership,
                member=_name_of(membership),
                details=f"{membership.get_role_display().lower()}{since}{status}",
                link="Change, leave, or dispute" if is_settled else "View status",
                may_invite=membership.pk in may_invite,
            )
        )
    return rows


def contract_rows(contracts: Iterable[Contract], on: datetime.date) -> list[ContractRow]:
    """The contracts by number and title."""
    return [
        ContractRow(
            label=f"{contract.number}, {contract.title}" if contract.title else contract.number,
            address=contract.get_absolute_url(),
            consortium=contract.consortium,
            end=_end_of(contract, on),
        )
        for contract in contracts
    ]


def _end_of(contract: Contract, on: datetime.date) -> str:
    """“, until Jun 30, 2027; amended, effective Sep 14, 2026”: an amendment is news for 90 days."""
    end = f", until {short_day(contract.ends_on)}" if contract.ends_on else ""
    amended_on: datetime.date | None = getattr(contract, "amended_on", None)
    if amended_on is None or amended_on < on - SOON:
        return end
    return f"{end}; amended, effective {short_day(amended_on)}"


def notice_tasks(contracts: Iterable[Contract], led: Collection[int], on: datetime.date) -> list[Task]:
    """For people who act for a lead: each notice date within 90 days. `led` are the row ids of their consortia."""
    return [
        Task(
            text=f"Tell the supplier whether you renew contract {contract}.",
            about=f"{contract.consortium.name}. The notice date is {short_day(contract.notice_on)}.",
            button="Open contract",
            url=contract.get_absolute_url(),
            due=end_of_day(contract.notice_on),
        )
        for contract in contracts
        if contract.consortium_id in led and contract.notice_on and on <= contract.notice_on <= on + SOON
    ]


def review_rows(with_other_officers: int) -> list[WaitingRow]:
    """For an officer: how many applications other officers review."""
    if not with_other_officers:
        return []
    is_one = with_other_officers == 1
    number = "1 application is" if is_one else f"{with_other_officers:,} applications are"
    return [WaitingRow(f"{number} with other officers.")]


def submitted_rows(
    applications: Iterable[Application], at: datetime.datetime, *, own: Collection[int] = ()
) -> list[WaitingRow]:
    """Submitted applications that the reader's district or school takes part in, as `with_released_outcome` gives them.

    Not those that were decided, nor those whose questions the reader answers (`own`, row ids): they are among the
    reader's tasks.
    """
    rows = []
    for application in applications:
        if application.pk in own or application.released_outcome:
            continue
        if application.returned_until is not None and application.is_returned(at):
            rows.append(_returned_row(application, application.returned_until))
            continue
        name = f"{application.reference}, {application.consortium.name},"
        moment = moment_in_words(application.submitted_at) if application.submitted_at else ""
        submitted = f"{name} was submitted {moment}"
        text = (
            f"{submitted} and is open for changes. Until you resubmit it, the state has the submitted version."
            if application.is_open_for_writing
            else f"{submitted}. If the state needs anything from you, you’ll see it here."
        )
        rows.append(WaitingRow(text, application.get_absolute_url()))
    return rows


def decision_rows(applications: Iterable[Application]) -> list[WaitingRow]:
    """What every member reads about those of the applications whose decision is released."""
    return [_decided_row(one, one.released_outcome) for one in applications if one.released_outcome]


def _decided_row(application: Application, outcome: str) -> WaitingRow:
    return WaitingRow(
        f"{application.reference}, {application.consortium.name}: {RELEASED_LABELS[outcome].lower()}. "
        "Read the decision and what happens next.",
        application.get_absolute_url(),
    )


def _returned_row(application: Application, due_at: datetime.datetime) -> WaitingRow:
    """What every member reads; the lead's people have a task instead."""
    return WaitingRow(
        f"The state has questions about {application.reference}, {application.consortium.name}. The lead district "
        f"answers them by {moment_in_words(due_at)}. The questions name the sections that can be changed.",
        reverse("applicant:application_return", args=[application.reference]),
    )


def registry_links() -> list[Link]:
    """Where a registrar keeps the registry up to date."""
    return [
        Link("Registry health", reverse("registrar:registry_health")),
        Link("Enter a consortium", reverse("registrar:consortium_new")),
        Link("Regions and counties", reverse("registrar:region_manage")),
        Link("Imports", reverse("registrar:import_list")),
        Link("Reported errors", reverse("registrar:dispute_list")),
        Link("State policies", reverse("policies:policy_list")),
        Link("Docket of barriers", reverse("policies:barrier_docket")),
        Link("Mergers and dissolutions", reverse("registrar:closure_list")),
        Link("Possible duplicates", reverse("registrar:duplicate_list")),
        Link("Small rural districts without a consortium", reverse("membership:unserved_list")),
    ]


def leader_links(*, may_propose: bool) -> list[Link]:
    """The pages of people who act for a district or a school."""
    links = [
        Link("All your applications", reverse("applicant:application_list")),
        Link("Your delegates", reverse("my:delegate_list")),
        Link("Your messages", reverse("staff:my_messages")),
        Link("Your reports of barriers in state policy", reverse("policies:report_list")),
    ]
    if may_propose:
        links.append(Link("Propose a consortium", reverse("membership:consortium_propose")))
    return links


def _name_of(row: Appointment | Membership) -> str:
    """The name of the district or school of an appointment or a membership."""
    place = row.district or row.school
    return place.name if place else ""


def _dates(appointment: Appointment) -> str:
    dates = f"since {short_day(appointment.starts_on)}"
    if appointment.ends_on:
        dates += f", until {short_day(appointment.ends_on)}"
    return f"{dates}, on behalf of {appointment.delegated_by.user.name}" if appointment.delegated_by else dates


def _permissions(appointment: Appointment) -> str:
    place = "district" if appointment.district else "school"
    permissions = []
    if appointment.can_register_membership:
        permissions.append("register memberships")
    if appointment.can_sign_applications:
        permissions.append("sign and submit applications")
    if appointment.can_sign_joinders:
        permissions.append("sign contract joinders")
    permissions.append(f"view the applications your {place} takes part in")
    return f"You can {', '.join(permissions)}, and edit the applications it leads."
