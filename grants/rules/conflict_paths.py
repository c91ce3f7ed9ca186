"""Conflicts of interest that follow from the registry, with the path that leads from a person to an application.

One conflicted member conflicts the whole application.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from districts.rules.periods import Period, share_a_day
from grants.rules.collaboration.names import comparison_key


class ConflictStrength(Enum):
    """A bar keeps the person from the application. A notice is for staff to decide on."""

    BAR = "bar"
    NOTICE = "notice"


class ConflictPath(NamedTuple):
    """How a person is connected with an application, in one sentence."""

    strength: ConflictStrength
    sentence: str

    @property
    def is_bar(self) -> bool:
        """Whether it keeps the person from the application."""
        return self.strength is ConflictStrength.BAR


class RegistryPlace(NamedTuple):
    """A district, or a school with its district, by row IDs. Both None: a name that the registry doesn’t have."""

    name: str
    district: int | None
    school: int | None = None
    district_name: str = ""

    @property
    def name_of_district(self) -> str:
        """The district’s name, for a school too."""
        return self.district_name or self.name


class HeldRole(NamedTuple):
    """A role that a person has or had. `recorded_at`: by someone else, at that time; None if it counts in any case."""

    person: int
    office: str
    place: RegistryPlace
    period: Period
    recorded_at: datetime.datetime | None = None


class NamedParticipant(NamedTuple):
    """A participant of an application."""

    application: int
    place: RegistryPlace
    is_lead: bool = False
    takes_part: bool = True


class ConsortiumMember(NamedTuple):
    """A membership in force or ended, of a district or of one of its schools."""

    consortium: int
    district: int
    period: Period


class AgencyDistrict(NamedTuple):
    """A component district of a service agency, by row IDs of districts."""

    agency: int
    agency_name: str
    district: int
    period: Period


class ApplicantAct(NamedTuple):
    """What a person did for an application: “Started this application.”"""

    person: int
    application: int
    sentence: str


class NamedOrganization(NamedTuple):
    """An organization that an application names: “as a partner”."""

    application: int
    name: str
    role: str


class AppliedIn(NamedTuple):
    """An application, its reference, its consortium, its round, and when it was first submitted."""

    reference: str
    consortium: int
    round: int
    first_submitted_at: datetime.datetime | None


@dataclass(frozen=True)
class RegistryFacts:
    """What the registry and the applications say on a date."""

    on: datetime.date
    applications: Mapping[int, AppliedIn]
    participants: Sequence[NamedParticipant]
    roles: Sequence[HeldRole]
    consortia: Mapping[int, str] = field(default_factory=dict)
    members: Sequence[ConsortiumMember] = ()
    agency_districts: Sequence[AgencyDistrict] = ()
    acts: Sequence[ApplicantAct] = ()
    organizations: Sequence[NamedOrganization] = ()


class ConflictPaths:
    """The paths between many people and many applications, both by row ID."""

    def __init__(self, facts: RegistryFacts) -> None:
        """Derive all paths from the facts."""
        self._facts = facts
        self._paths: dict[tuple[int, int], list[ConflictPath]] = defaultdict(list)
        # What concerns every application of a round but these, by person and round: kept once, not for each.
        self._rivals: dict[tuple[int, int], list[tuple[int, ConflictPath]]] = defaultdict(list)
        index = _Index(facts)
        for act in facts.acts:
            self._add(act.person, act.application, ConflictStrength.BAR, act.sentence)
        for role in facts.roles:
            for application, strength, sentence in _paths_of_role(role, index):
                self._add(role.person, application, strength, sentence)
            self._add_rivals(role, index)

    def of(self, person: int, application: int) -> list[ConflictPath]:
        """The paths between the person and the application, bars first; empty if there is none."""
        paths = sorted(dict.fromkeys(self._paths.get((person, application), ())), key=lambda path: not path.is_bar)
        if paths and paths[0].is_bar:
            return paths
        rivals = self._rivals.get((person, self._facts.applications[application].round), ())
        return [*paths, *dict.fromkeys(path for own, path in rivals if own != application)]

    def bars_of(self, person: int) -> dict[int, list[str]]:
        """The applications that the person is kept from, each with why."""
        found: dict[int, list[str]] = {}
        for application in self._facts.applications:
            paths = self._paths.get((person, application), ())
            if why := [path.sentence for path in dict.fromkeys(paths) if path.is_bar]:
                found[application] = why
        return found

    def _add(self, person: int, application: int, strength: ConflictStrength, sentence: str) -> None:
        self._paths[person, application].append(ConflictPath(strength, sentence))

    def _add_rivals(self, role: HeldRole, index: "_Index") -> None:
        if _is_over(role.period, self._facts.on):
            return
        for participant in index.participants_at(role.place):
            applied = self._facts.applications[participant.application]
            if participant.takes_part:
                sentence = (
                    f"{_role(role, self._facts.on)}; {participant.place.name} takes part in {applied.reference}, "
                    "which is in the same round."
                )
                path = ConflictPath(ConflictStrength.NOTICE, sentence)
                self._rivals[role.person, applied.round].append((participant.application, path))


class _Index:
    """The facts by district and consortium."""

    def __init__(self, facts: RegistryFacts) -> None:
        self.facts = facts
        self.participants: dict[int, list[NamedParticipant]] = defaultdict(list)
        for participant in facts.participants:
            if participant.place.district is not None:
                self.participants[participant.place.district].append(participant)
        self.memberships: dict[int, list[ConsortiumMember]] = defaultdict(list)
        self.members: dict[int, list[ConsortiumMember]] = defaultdict(list)
        for member in facts.members:
            self.memberships[member.district].append(member)
            self.members[member.consortium].append(member)
        self.agencies: dict[int, list[AgencyDistrict]] = defaultdict(list)
        self.components: dict[int, list[AgencyDistrict]] = defaultdict(list)
        for link in facts.agency_districts:
            self.agencies[link.district].append(link)
            self.components[link.agency].append(link)
        self.named: dict[str, list[NamedOrganization]] = defaultdict(list)
        unregistered = [
            NamedOrganization(participant.application, participant.place.name, "as a member")
            for participant in facts.participants
            if participant.place.district is None
        ]
        for organization in [*facts.organizations, *unregistered]:
            self.named[comparison_key(organization.name)].append(organization)
        self.applied: dict[int, list[int]] = defaultdict(list)
        for number, application in facts.applications.items():
            self.applied[application.consortium].append(number)

    def participants_at(self, place: RegistryPlace) -> Iterator[NamedParticipant]:
        """Those of the place: a district and its schools count as one, two schools of a district don’t."""
        for participant in self.participants.get(place.district or 0, ()):
            if place.school is None or participant.place.school in (None, place.school):
                yield participant


def _paths_of_role(role: HeldRole, index: _Index) -> Iterator[tuple[int, ConflictStrength, str]]:
    barred = set()
    for participant in index.participants_at(role.place):
        barred.add(participant.application)
        submitted_at = index.facts.applications[participant.application].first_submitted_at
        is_later = role.recorded_at is not None and submitted_at is not None and role.recorded_at > submitted_at
        words = _role(role, index.facts.on)
        if is_later:
            words = f"{words}, as recorded after the application was submitted"
        strength = ConflictStrength.NOTICE if is_later else ConflictStrength.BAR
        yield participant.application, strength, f"{words}; {_part_of(participant)}."
    for application, sentence in [
        *_through_consortia(role, index),
        *_through_agencies(role, index),
        *_through_names(role, index),
    ]:
        if application not in barred:
            yield application, ConflictStrength.NOTICE, sentence


def _through_consortia(role: HeldRole, index: _Index) -> Iterator[tuple[int, str]]:
    """Its district is or was a member of the consortium that applies, or of one with a participant at the same time."""
    on, district = index.facts.on, role.place.name_of_district
    for own in index.memberships.get(role.place.district or 0, ()):
        name = index.facts.consortia[own.consortium]
        applied = index.applied.get(own.consortium, ())
        for application in applied:
            yield (
                application,
                f"{_role(role, on)}; {district} {_was(own.period, on)} a member of the applicant, {name}"
                f"{_until(own.period, on)}.",
            )
        met: dict[int, list[tuple[str, Period]]] = defaultdict(list)
        for other in index.members[own.consortium]:
            shared = _shared(own.period, other.period)
            if shared and other.district != own.district:
                for participant in index.participants.get(other.district, ()):
                    met[participant.application].append((participant.place.name, shared))
        for application, others in met.items():
            if application not in applied:
                latest = max((period for _, period in others), key=lambda period: period.ends_on or datetime.date.max)
                yield (
                    application,
                    f"{_role(role, on)}; {district} {_was(latest, on)} in {name}{_until(latest, on)} together with "
                    f"{_members([place for place, _ in others])}.",
                )


def _through_agencies(role: HeldRole, index: _Index) -> Iterator[tuple[int, str]]:
    """Its district and a participant have a service agency in common, or one is the other’s."""
    on, district, key = index.facts.on, role.place.name_of_district, role.place.district or 0
    for own in index.agencies.get(key, ()):
        for participant in index.participants.get(own.agency, ()):
            yield (
                participant.application,
                f"{_role(role, on)}; {own.agency_name}, {_part(participant)}, {_was(own.period, on)} the service "
                f"agency of {district}.",
            )
        met: dict[int, list[tuple[str, Period]]] = defaultdict(list)
        for other in index.components[own.agency]:
            shared = _shared(own.period, other.period)
            if shared and other.district != key:
                for participant in index.participants.get(other.district, ()):
                    met[participant.application].append((participant.place.name, shared))
        for application, others in met.items():
            latest = max((period for _, period in others), key=lambda period: period.ends_on or datetime.date.max)
            yield (
                application,
                f"{_role(role, on)}; {district} {_was(latest, on)} a component district of {own.agency_name}"
                f"{_until(latest, on)} together with {_members([place for place, _ in others])}.",
            )
    for served in index.components.get(key, ()):
        for participant in index.participants.get(served.district, ()):
            yield (
                participant.application,
                f"{_role(role, on)}; {district} {_was(served.period, on)} the service agency of "
                f"{participant.place.name}, {_part(participant)}.",
            )


def _through_names(role: HeldRole, index: _Index) -> Iterator[tuple[int, str]]:
    """The application names its place as a partner, a supplier, or a payee."""
    for name in dict.fromkeys((role.place.name, role.place.name_of_district)):
        for named in index.named.get(comparison_key(name), ()):
            yield named.application, f"{_role(role, index.facts.on)}; this application names {name} {named.role}."


def _shared(one: Period, other: Period) -> Period | None:
    """The time in both."""
    if not share_a_day(one.starts_on, one.ends_on, other):
        return None
    starts = [day for day in (one.starts_on, other.starts_on) if day]
    ends = [day for day in (one.ends_on, other.ends_on) if day]
    return Period(max(starts, default=None), min(ends, default=None))


def _is_over(period: Period, on: datetime.date) -> bool:
    return period.ends_on is not None and period.ends_on < on


def _role(role: HeldRole, on: datetime.date) -> str:
    verb = "Was" if _is_over(role.period, on) else "Is"
    of = f"{role.place.name} ({role.place.district_name})" if role.place.district_name else role.place.name
    return f"{verb} {role.office} of {of}{_until(role.period, on)}"


def _until(period: Period, on: datetime.date) -> str:
    return f" until {period.ends_on.year}" if period.ends_on and _is_over(period, on) else ""


def _was(period: Period, on: datetime.date) -> str:
    return "was" if _is_over(period, on) else "is"


def _part(participant: NamedParticipant) -> str:
    if participant.is_lead:
        return "the lead of this application"
    return "a member of this application" if participant.takes_part else "a former member of this application"


def _part_of(participant: NamedParticipant) -> str:
    return f"{participant.place.name} is {_part(participant)}"


def _members(names: Iterable[str]) -> str:
    first, *more = sorted(set(names))  # the registry's rows come in no order
    if not more:
        return f"{first}, a member of this application"
    return f"{first} and {len(more)} other {'member' if len(more) == 1 else 'members'} of this application"
