"""How the small state's register is kept true: by the people it concerns, in the order of time.

Beside the twelve consortia of the round stand others in which something waits, is disputed, has ended or is new, so
that every page of the register has something to show. What each step says is invented, as are all who say it.
"""

import datetime
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils import timezone

from accounts.models import User
from consortia.actions import register_consortium, register_contract, register_membership
from consortia.actions.confirmations import confirm_record
from consortia.actions.lineage import link_consortia
from consortia.actions.memberships import (
    accept,
    ask_to_join,
    change_role_or_class,
    correct_line,
    dispute,
    invite_member,
    leave_from,
)
from consortia.actions.partners import ask_introduction, state_wish
from consortia.actions.proposals import propose_consortium
from consortia.actions.services import agree_year, register_service
from consortia.models import Consortium, LegalForm, LinkKind, MemberRole, Membership, MembershipClass
from consortia.rules.confirmations import parted, shown_for_confirmation
from consortia.states import MembershipStatus
from districts.actions.delegations import delegate_powers
from districts.actions.facts import dispute_fact
from districts.models import Component, District, Post, School
from districts.rules.places import school_year_of
from grants.actions.mergers import close_consortium, rehearse_close_of_consortium, shown
from portal.sample.state import SampleState
from portal.sample.writing.consortia import COMMAND, resolution
from portal.sample.writing.register import Register

DAY = datetime.timedelta(days=1)
Event = tuple[datetime.datetime, int, Callable[[], object]]
Members = Sequence[District | School]


@dataclass
class Keeping:
    """The register of the small state and the day on which its story ends."""

    state: SampleState
    register: Register
    until: datetime.datetime

    def __post_init__(self) -> None:
        self.events: list[Event] = []
        served = {member.key for row in self.state.consortia for member in row.members}
        agencies = [one for one in self.state.registry.agencies if one.status == "open" and one.closed_on is None]
        self.free = [self.district(one.leaid) for one in agencies if one.kind == "local" and one.leaid not in served]
        home = Post.objects.select_related("district").get(user=register_of(self, "superintendent"))
        self.home_post, self.home = home, home.district or self.free[0]

    @property
    def on(self) -> datetime.date:
        """The last day of the story."""
        return timezone.localdate(self.until)

    def district(self, leaid: str) -> District:
        """The district with that id."""
        return self.register.districts[leaid]

    def lead_of(self, condition: str) -> District:
        """The lead of the consortium whose application is in that condition."""
        return self.district(self.state.drafts[condition].plan.lead.key)

    def superintendent(self, district: District) -> User:
        """Who speaks for the district."""
        return self.register.superintendents[district.leaid]

    def days_ago(self, days: int, hour: int = 10) -> datetime.datetime:
        """A moment so many days before the story ends, never after it."""
        day = self.on - days * DAY
        return min(datetime.datetime.combine(day, datetime.time(hour), timezone.get_default_timezone()), self.until)

    def then(self, at: datetime.datetime, what: Callable[[datetime.datetime], object]) -> None:
        """Plan that `what` happens at that moment."""
        self.events.append((at, len(self.events), partial(what, at)))


def register_of(keeping: Keeping, kind: str) -> User:
    """The person behind that button of the sign-in page."""
    return keeping.register.by_sample_kind[kind]


def plan_keeping(state: SampleState, register: Register, *, until: datetime.datetime) -> list[Event]:
    """Everything that people do about the register, to be told in the order of time."""
    keeping = Keeping(state, register, until)
    _an_older_network(keeping)
    _a_buying_group(keeping)
    _a_course_exchange(keeping)
    _a_league_of_schools(keeping)
    _a_program_of_services(keeping)
    _what_waits(keeping)
    _who_looks_for_partners(keeping)
    _yearly_confirmations(keeping)
    return keeping.events


def _enter(
    name: str,
    keeping: Keeping,
    members: Members,
    *,
    formed_on: datetime.date,
    purposes: Collection[str],
    legal_form: str = LegalForm.AGREEMENT,
    classes: dict[int, str] | None = None,
) -> Consortium:
    """A consortium that the registrar entered on the day it was formed, the first member its lead; now, not planned."""
    at = datetime.datetime.combine(formed_on, datetime.time(9), timezone.get_default_timezone())
    lead = members[0] if isinstance(members[0], District) else members[0].district
    consortium = register_consortium(
        name=name,
        state=lead.state,
        legal_form=legal_form,
        purposes=purposes,
        fiscal_agent=lead,
        formed_on=formed_on,
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
            status=MembershipStatus.CONFIRMED,
            by=COMMAND,
            at=at,
        )
    return consortium


def _an_older_network(keeping: Keeping) -> None:
    """The oldest consortium grew out of another one, which ended the day before; one member did not come along."""
    row = keeping.state.consortia[list(keeping.state.drafts).index("excellent")]
    members = [keeping.district(member.key) for member in row.members if member.agency.kind != "service_agency"][:5]
    formed_on = datetime.date(row.formed_on.year - 5, 7, 1)
    older = _enter(
        "Ridge Top Schools Circle",
        keeping,
        [*members, keeping.free[0]],
        formed_on=formed_on,
        purposes=["professional_learning"],
    )
    later = Consortium.objects.get(name=row.name, state=row.state)
    at = datetime.datetime.combine(row.formed_on, datetime.time(16), timezone.get_default_timezone())
    ending: dict[str, Any] = {
        "consortium": older,
        "successor": None,
        "on": row.formed_on,
        "reason": f"Its members went on together as {row.name}.",
        "source": "Minutes of its last meeting",
    }
    rehearsed = rehearse_close_of_consortium(**ending, by=COMMAND, at=at)
    close_consortium(**ending, beheld=shown(rehearsed), by=COMMAND, at=at)
    link_consortia(
        earlier=older,
        later=later,
        kind=LinkKind.GREW_OUT_OF,
        on=row.formed_on,
        source="Minutes of its last meeting",
        by=COMMAND,
        at=at,
    )


def _a_buying_group(keeping: Keeping) -> None:
    """Ten districts buy together: one disputes its line, one leaves, one has changed its class, one was corrected."""
    conditions = ("contradictory", "boilerplate", "lopsided", "small gaps", "under review", "signatures missing")
    leads = [keeping.lead_of(condition) for condition in conditions]
    members = list(dict.fromkeys([*leads, keeping.home, *keeping.free[1:4]]))
    formed_on = datetime.date(keeping.on.year - 5, 7, 1)
    group = _enter(
        "Common Bell Buying Group",
        keeping,
        members,
        formed_on=formed_on,
        purposes=["purchasing"],
        legal_form=LegalForm.COUNCIL_OF_GOVERNMENTS,
        classes={4: MembershipClass.OBSERVER},
    )
    at = keeping.days_ago(500)
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
            ends_on=keeping.on + 400 * DAY,
            by=COMMAND,
            at=at,
        )

    def line(place: int) -> Membership:
        return Membership.objects.filter(consortium=group, district=members[place]).latest("pk")

    by = partial(keeping.superintendent)
    lead = by(members[0])
    keeping.then(
        keeping.days_ago(420),
        lambda at: change_role_or_class(
            line=line(4),
            role=MemberRole.MEMBER,
            membership_class=MembershipClass.PARTICIPATING,
            begins_on=timezone.localdate(at) + 10 * DAY,
            words="We have watched for long enough and want to buy.",
            by=by(members[4]),
            at=at,
        ),
    )
    keeping.then(keeping.days_ago(415), lambda at: accept(line=line(4), by=lead, at=at))
    keeping.then(
        keeping.days_ago(45),
        lambda at: correct_line(
            line=line(5),
            joins_on=datetime.date(formed_on.year + 1, 7, 1),
            leaves_on=None,
            words="Its board voted a year later than was entered; the resolution is on file.",
            by=register_of(keeping, "registrar"),
            at=at,
        ),
    )
    keeping.then(
        keeping.days_ago(12),
        lambda at: dispute(
            line=line(1), words="Our board voted to leave at the end of last school year.", by=by(members[1]), at=at
        ),
    )
    keeping.then(
        keeping.days_ago(6),
        lambda at: leave_from(
            line=line(2),
            last_day=datetime.date(keeping.on.year + 1, 6, 30),
            words="Our board wants to buy with its own county.",
            by=by(members[2]),
            at=at,
        ),
    )
    asks = keeping.free[4]
    keeping.then(
        keeping.days_ago(8),
        lambda at: ask_to_join(
            consortium=group, member=asks, joins_on=keeping.on + 40 * DAY, words="We need laptops.", by=by(asks), at=at
        ),
    )


def _a_course_exchange(keeping: Keeping) -> None:
    """A consortium nearby has invited the superintendent's district; the State still confirms its fiscal agent."""
    lead, other = keeping.lead_of("determined"), keeping.lead_of("in two applications")
    agency = keeping.lead_of("service agency without client")
    exchange = _enter(
        "Far Field Course Exchange",
        keeping,
        [lead, other, keeping.free[5]],
        formed_on=datetime.date(keeping.on.year - 3, 8, 1),
        purposes=["online_courses", "personalized_learning"],
    )
    invited_at = keeping.days_ago(4)
    keeping.then(
        invited_at,
        lambda at: invite_member(
            consortium=exchange,
            member=keeping.home,
            joins_on=keeping.on + 30 * DAY,
            words="Your students could take calculus with ours by video.",
            by=keeping.superintendent(lead),
            at=at,
        ),
    )
    keeping.then(
        keeping.days_ago(15),
        lambda at: invite_member(
            consortium=exchange,
            member=agency,
            joins_on=keeping.on,
            role=MemberRole.FISCAL_AGENT,
            by=keeping.superintendent(lead),
            at=at,
        ),
    )
    keeping.then(
        keeping.days_ago(11),
        lambda at: accept(
            line=Membership.objects.get(consortium=exchange, district=agency),
            by=keeping.superintendent(agency),
            at=at,
        ),
    )


def _a_league_of_schools(keeping: Keeping) -> None:
    """Schools are members themselves, each by a letter of commitment."""
    homes = [keeping.lead_of("excellent"), keeping.home, keeping.free[6], keeping.free[7]]
    schools = [
        School.objects.select_related("district").filter(district=home).order_by("ncessch").last() for home in homes
    ]
    members: list[District | School] = [keeping.lead_of("excellent"), *(school for school in schools if school)]
    _enter(
        "Lantern Hill League of Schools",
        keeping,
        members,
        formed_on=datetime.date(keeping.on.year - 4, 9, 1),
        purposes=["professional_learning", "personalized_learning"],
    )


def _a_program_of_services(keeping: Keeping) -> None:
    """A service agency's program: component districts and others take part in services, agreed year by year."""
    agency = next(row for row in keeping.state.registry.agencies if row.kind == "service_agency")
    lead = keeping.district(agency.leaid)
    components = [
        line.district for line in Component.objects.filter(agency=lead, ends_on=None).select_related("district")[:5]
    ]
    members = [lead, *components, keeping.free[8]]
    program = _enter(
        f"{agency.short} Shared Services",
        keeping,
        members,
        formed_on=datetime.date(keeping.on.year - 7, 7, 1),
        purposes=["special_education", "professional_learning"],
        legal_form=LegalForm.SERVICE_AGENCY_PROGRAM,
        classes=dict.fromkeys(range(1, len(components) + 1), MembershipClass.COMPONENT),
    )
    this_year = school_year_of(keeping.on)
    last_year = school_year_of(keeping.on - 365 * DAY)
    for number, title, taken in (
        ("501", "Speech therapy", members[1:]),
        ("512", "Shared school psychologist", members[1:4]),
        ("530", "Distance learning room", members[3:]),
    ):
        at = keeping.days_ago(700)
        service = register_service(consortium=program, number=number, title=title, by=COMMAND, at=at)
        agree_year(service=service, school_year=last_year, districts=taken[:-1], by=COMMAND, at=keeping.days_ago(450))
        agree_year(service=service, school_year=this_year, districts=taken, by=COMMAND, at=keeping.days_ago(90))


def _what_waits(keeping: Keeping) -> None:
    """A proposal for the registrar, a disputed fact, powers passed on for a while."""
    first, second, third = keeping.free[9:12]
    keeping.then(
        keeping.days_ago(3),
        lambda at: propose_consortium(
            name="Winter Road Learning Partnership",
            lead=first,
            legal_form=LegalForm.AGREEMENT,
            purposes=["online_courses", "professional_learning"],
            about="Three small districts along one road want to share two teachers and a bus.",
            invites=[second, third],
            by=keeping.superintendent(first),
            at=at,
        ),
    )
    keeping.then(
        keeping.days_ago(9),
        lambda at: dispute_fact(
            record=keeping.free[5],
            field="street",
            claimed="12 Depot Street",
            reason="The office moved last summer.",
            by=keeping.superintendent(keeping.free[5]),
            at=at,
        ),
    )
    keeping.then(
        keeping.days_ago(20),
        lambda at: delegate_powers(
            own=keeping.home_post,
            email="marcy.tolliver@example.invalid",
            name="Marcy Tolliver",
            powers=("register_membership",),
            starts_on=timezone.localdate(at),
            ends_on=keeping.on + 160 * DAY,
            by=keeping.superintendent(keeping.home),
            at=at,
        ),
    )


def _who_looks_for_partners(keeping: Keeping) -> None:
    """Needs and offers, and one district that asks the superintendent's to be introduced."""
    stated = (
        (keeping.free[12], "need", "online_courses", "Calculus and physics"),
        (keeping.free[12], "offer", "vocational", "Ten seats in our welding shop"),
        (keeping.free[13], "need", "special_education", "A speech therapist two days a week"),
        (keeping.free[14], "offer", "online_courses", "Spanish III by video"),
        (keeping.home, "offer", "online_courses", "Statistics, every second day"),
    )
    for number, (district, kind, topic, words) in enumerate(stated):
        keeping.then(
            keeping.days_ago(60 - number),
            partial(_state, keeping, district, kind, topic, words),
        )
    keeping.then(
        keeping.days_ago(2),
        lambda at: ask_introduction(
            district=keeping.free[12],
            to_district=keeping.home,
            words="We read that you offer statistics by video. May we talk about trading seats?",
            by=keeping.superintendent(keeping.free[12]),
            at=at,
        ),
    )


def _state(keeping: Keeping, district: District, kind: str, topic: str, words: str, at: datetime.datetime) -> None:
    state_wish(district=district, kind=kind, topic=topic, words=words, by=keeping.superintendent(district), at=at)


def _yearly_confirmations(keeping: Keeping) -> None:
    """Most have confirmed their record in the last year; every ninth is overdue, every thirteenth never did."""
    districts = [keeping.district(leaid) for leaid in sorted(keeping.register.superintendents)]
    for number, district in enumerate(districts):
        if district == keeping.home or number % 13 == 5:
            continue
        days = 380 + number if number % 9 == 4 else 20 + (number * 37) % 320
        keeping.then(keeping.days_ago(days, hour=8 + number % 9), partial(_confirm, keeping, district))


def _confirm(keeping: Keeping, district: District, at: datetime.datetime) -> None:
    record = District.objects.for_record().get(pk=district.pk)
    lines = parted(Membership.objects.of_member(record).on(timezone.localdate(at))).confirmed
    confirm_record(
        record=record, shown=shown_for_confirmation(record, lines), by=keeping.superintendent(district), at=at
    )
