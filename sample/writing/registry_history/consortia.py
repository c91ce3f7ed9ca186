"""Consortia with something pending, disputed, ended, or agreed to every year."""

import datetime
from collections.abc import Collection
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils import timezone

from changes.actions.change_set import digest_of_preview
from consortia.actions import register_consortium, register_membership
from consortia.actions.guided_changes import close_consortium, preview_close_of_consortium
from consortia.actions.lineage import link_consortia
from consortia.actions.memberships import (
    accept,
    ask_to_join,
    change_role_or_class,
    correct_dates,
    dispute,
    invite_member,
    leave_from,
)
from consortia.models import Consortium, Membership
from consortia.states import LegalForm, LinkKind, MemberRole, MembershipClass
from districts.models import District, School, ServiceAgencyMembership
from districts.rules.places import school_year_of
from exchange.actions.services import agree_year, describe_service, register_service, set_terms
from purchasing.actions.contracts import register_contract
from sample.names import office_of
from sample.writing.consortia import COMMAND, resolution
from sample.writing.registry_history.buying import record_buying
from sample.writing.registry_history.history import DAY, Members, RegistryHistory
from sample.writing.registry_history.shared_costs import record_shared_costs


def schedule_consortia(history: RegistryHistory) -> None:
    """Add five consortia besides those of the round."""
    _an_older_network(history)
    _a_buying_group(history)
    _a_course_exchange(history)
    _a_league_of_schools(history)
    _a_program_of_services(history)


def _enter(
    name: str,
    history: RegistryHistory,
    members: Members,
    *,
    formed_on: datetime.date,
    purposes: Collection[str],
    legal_form: str = LegalForm.AGREEMENT,
    classes: dict[int, str] | None = None,
) -> Consortium:
    """Enter a consortium at once, dated the day it was formed; its first member is the lead."""
    at = datetime.datetime.combine(formed_on, datetime.time(9), timezone.get_default_timezone())
    lead = members[0] if isinstance(members[0], District) else members[0].district
    consortium = register_consortium(
        name=name,
        state=lead.state,
        legal_form=legal_form,
        purposes=purposes,
        fiscal_agent=lead,
        formed_on=formed_on,
        contact=office_of(name),
        is_sample=True,
        by=COMMAND,
        at=at,
    )
    for place, member in enumerate(members):
        register_membership(
            consortium=consortium,
            district=member if isinstance(member, District) else None,
            school=member if isinstance(member, School) else None,
            role=MemberRole.MEMBER if place else MemberRole.LEAD,
            joins_on=formed_on,
            membership_class=(classes or {}).get(place, MembershipClass.PARTICIPATING),
            authority=resolution(formed_on) if isinstance(member, District) else "Letter of commitment",
            by=COMMAND,
            at=at,
        )
    return consortium


def _an_older_network(history: RegistryHistory) -> None:
    """The oldest consortium grew out of another, which closed when it was formed; one member did not join it."""
    row = history.state.consortia[list(history.state.drafts).index("excellent")]
    members = [history.district(member.key) for member in row.members if member.agency.kind != "service_agency"][:5]
    formed_on = datetime.date(row.formed_on.year - 5, 7, 1)
    older = _enter(
        "Ridge Top Schools Circle",
        history,
        [*members, history.free[0]],
        formed_on=formed_on,
        purposes=["professional_learning"],
    )
    later = Consortium.objects.get(name=row.name, state=row.state)
    at = datetime.datetime.combine(row.formed_on, datetime.time(16), timezone.get_default_timezone())
    closure: dict[str, Any] = {
        "consortium": older,
        "successor": None,
        "on": row.formed_on,
        "reason": f"Its members continued together as {row.name}.",
        "source": "Minutes of its last meeting",
    }
    preview = preview_close_of_consortium(**closure, by=COMMAND, at=at)
    close_consortium(**closure, preview_digest=digest_of_preview(preview), by=COMMAND, at=at)
    link_consortia(
        earlier=older,
        later=later,
        kind=LinkKind.GREW_OUT_OF,
        on=row.formed_on,
        source="Minutes of its last meeting",
        by=COMMAND,
        at=at,
    )


def _a_buying_group(history: RegistryHistory) -> None:
    """Ten districts buy together: one disputes its membership, one leaves, one changes its class, one is corrected.

    Their contracts have prices by quantity, joinders, and orders.
    """
    conditions = ("contradictory", "boilerplate", "lopsided", "small gaps", "under review", "signatures missing")
    leads = [history.lead_of(condition) for condition in conditions]
    members = list(dict.fromkeys([*leads, history.home, *history.free[1:4]]))
    formed_on = datetime.date(history.on.year - 5, 7, 1)
    group = _enter(
        "Common Bell Buying Group",
        history,
        members,
        formed_on=formed_on,
        purposes=["purchasing"],
        legal_form=LegalForm.COUNCIL_OF_GOVERNMENTS,
        classes={4: MembershipClass.OBSERVER},
    )
    at = history.days_ago(500)
    for number, title, supplier in (
        ("CB-1", "Student laptops", "Openfield Devices"),
        ("CB-2", "Bus fuel", "Ridgeline Fuel"),
    ):
        register_contract(
            consortium=group,
            number=number,
            title=title,
            supplier=supplier,
            starts_on=at.date(),
            ends_on=history.on + 400 * DAY,
            by=COMMAND,
            at=at,
        )

    def membership(place: int) -> Membership:
        return Membership.objects.filter(consortium=group, district=members[place]).latest("pk")

    by = partial(history.superintendent)
    lead = by(members[0])
    history.schedule(
        history.days_ago(420),
        lambda at: change_role_or_class(
            membership=membership(4),
            role=MemberRole.MEMBER,
            membership_class=MembershipClass.PARTICIPATING,
            begins_on=timezone.localdate(at) + 10 * DAY,
            words="We have observed long enough and want to buy.",
            by=by(members[4]),
            at=at,
        ),
    )
    history.schedule(history.days_ago(415), lambda at: accept(membership=membership(4), by=lead, at=at))
    history.schedule(
        history.days_ago(45),
        lambda at: correct_dates(
            membership=membership(5),
            joins_on=datetime.date(formed_on.year + 1, 7, 1),
            leaves_on=None,
            words="The board voted a year later than the date entered; the resolution is on file.",
            by=history.official("registrar"),
            at=at,
        ),
    )
    history.schedule(
        history.days_ago(12),
        lambda at: dispute(
            membership=membership(1),
            words="Our board voted to leave at the end of last school year.",
            by=by(members[1]),
            at=at,
        ),
    )
    history.schedule(
        history.days_ago(6),
        lambda at: leave_from(
            membership=membership(2),
            last_day=datetime.date(history.on.year + 1, 6, 30),
            words="Our board wants to buy with its own county.",
            by=by(members[2]),
            at=at,
        ),
    )
    history.schedule(history.days_ago(5), lambda at: record_buying(group.slug, members, at))
    history.schedule(history.days_ago(4), lambda at: record_shared_costs(group, lead, at))
    applicant = history.free[4]
    history.schedule(
        history.days_ago(8),
        lambda at: ask_to_join(
            consortium=group,
            member=applicant,
            joins_on=history.on + 40 * DAY,
            words="We need laptops.",
            by=by(applicant),
            at=at,
        ),
    )


def _a_course_exchange(history: RegistryHistory) -> None:
    """A nearby consortium has invited the superintendent's district; its fiscal agent awaits state approval."""
    lead, other = history.lead_of("determined"), history.lead_of("in two applications")
    agency = history.lead_of("service agency without client")
    exchange = _enter(
        "Far Field Course Exchange",
        history,
        [lead, other, history.free[5]],
        formed_on=datetime.date(history.on.year - 3, 8, 1),
        purposes=["online_courses", "personalized_learning"],
    )
    invited_at = history.days_ago(4)
    history.schedule(
        invited_at,
        lambda at: invite_member(
            consortium=exchange,
            member=history.home,
            joins_on=history.on + 30 * DAY,
            words="Your students could take calculus with ours by video.",
            by=history.superintendent(lead),
            at=at,
        ),
    )
    history.schedule(
        history.days_ago(15),
        lambda at: invite_member(
            consortium=exchange,
            member=agency,
            joins_on=history.on,
            role=MemberRole.FISCAL_AGENT,
            by=history.superintendent(lead),
            at=at,
        ),
    )
    history.schedule(
        history.days_ago(11),
        lambda at: accept(
            membership=Membership.objects.get(consortium=exchange, district=agency),
            by=history.superintendent(agency),
            at=at,
        ),
    )


def _a_league_of_schools(history: RegistryHistory) -> None:
    """Schools are members themselves, each with a letter of commitment."""
    homes = [history.lead_of("excellent"), history.home, history.free[6], history.free[7]]
    schools = [
        School.objects.select_related("district").filter(district=home).order_by("ncessch").last() for home in homes
    ]
    members: list[District | School] = [history.lead_of("excellent"), *(school for school in schools if school)]
    _enter(
        "Lantern Hill League of Schools",
        history,
        members,
        formed_on=datetime.date(history.on.year - 4, 9, 1),
        purposes=["professional_learning", "personalized_learning"],
    )


def _a_program_of_services(history: RegistryHistory) -> None:
    """A service agency's program: component districts and others take part in services, renewed year by year."""
    agency = next(row for row in history.state.registry.agencies if row.kind == "service_agency")
    lead = history.district(agency.leaid)
    components = [
        link.district
        for link in ServiceAgencyMembership.objects.filter(agency=lead, ends_on=None).select_related("district")[:5]
    ]
    members = [lead, *components, history.free[8]]
    program = _enter(
        f"{agency.short} Shared Services",
        history,
        members,
        formed_on=datetime.date(history.on.year - 7, 7, 1),
        purposes=["special_education", "professional_learning"],
        legal_form=LegalForm.SERVICE_AGENCY_PROGRAM,
        classes=dict.fromkeys(range(1, len(components) + 1), MembershipClass.COMPONENT),
    )
    this_year = school_year_of(history.on)
    last_year = school_year_of(history.on - 365 * DAY)
    for number, title, purpose, districts, terms in (
        ("501", "Speech therapy", "special_education", members[1:], ("units", "1150", "therapy day", "")),
        (
            "512",
            "Shared school psychologist",
            "special_education",
            members[1:4],
            ("enrollment", "96000", "", last_year),
        ),
        ("530", "Distance learning room", "online_courses", members[3:], ("flat", "4200", "", "")),
    ):
        at = history.days_ago(700)
        service = register_service(consortium=program, number=number, title=title, by=COMMAND, at=at)
        agree_year(
            service=service, school_year=last_year, districts=districts[:-1], by=COMMAND, at=history.days_ago(450)
        )
        describe_service(service=service, title=title, provider=lead, purpose=purpose, by=COMMAND, at=at)
        agree_year(service=service, school_year=this_year, districts=districts, by=COMMAND, at=history.days_ago(90))
        basis, amount, unit, base_year = terms
        set_terms(
            service=service,
            school_year=this_year,
            cost_basis=basis,
            amount=Decimal(amount),
            unit=unit,
            base_year=base_year,
            by=COMMAND,
            at=history.days_ago(90),
        )
