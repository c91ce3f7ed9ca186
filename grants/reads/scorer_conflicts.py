"""Conflicts of scorers with applications: from the registry, and declared."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from accounts.models import Role, User
from districts.models import Appointment
from grants.models import Application, Competition, ConsideredConnection, Participant, Recusal, Scorer, ScorerAssignment
from grants.reads.conflict_paths import conflict_paths, named_organizations
from grants.rules.collaboration.names import comparison_key
from grants.rules.conflict_paths import ConflictPath, ConflictPaths, ConflictStrength


@dataclass(frozen=True)
class ScorerConflicts:
    """The conflicts and connections between each person and each application, by row IDs."""

    registry: ConflictPaths
    declared: dict[tuple[int, int], list[ConflictPath]] = field(default_factory=dict)

    def of(self, person: int, application: int) -> list[ConflictPath]:
        """The paths between the two, bars first."""
        paths = [*self.declared.get((person, application), ()), *self.registry.of(person, application)]
        return sorted(paths, key=lambda path: not path.is_bar)

    def bars(self, person: int, application: int) -> list[str]:
        """What keeps the person from the application."""
        return [path.sentence for path in self.of(person, application) if path.is_bar]

    def barred(self, person: int) -> dict[int, list[str]]:
        """The applications that the person is kept from, each with why."""
        found = defaultdict(list, self.registry.bars_of(person))
        for (declarer, application), paths in self.declared.items():
            if declarer == person:
                found[application] += [path.sentence for path in paths if path.is_bar]
        return {application: why for application, why in found.items() if why}

    def notices(self, person: int, application: int) -> list[str]:
        """What an officer has to consider."""
        return [path.sentence for path in self.of(person, application) if not path.is_bar]


def scorer_conflicts(
    people: Iterable[User], applications: QuerySet[Application], *, reader: User, on: datetime.date
) -> ScorerConflicts:
    """The conflicts of these people, in a constant number of queries. What is kept from the reader isn't named in any.

    An organization that a scorer named and no application has by that name is a notice on all of them: someone has to
    look whether it takes part under another name.
    """
    chosen = list(people)
    registry = conflict_paths(chosen, _with_rivals(chosen, applications, reader, on), on=on)
    return ScorerConflicts(registry, _declared(chosen, applications))


def _with_rivals(
    people: Sequence[User], applications: QuerySet[Application], reader: User, on: datetime.date
) -> QuerySet[Application]:
    """These, and the others of their rounds in which a place of the people takes part: a connection with these too."""
    roles = Appointment.objects.order_by().filter(user__in=[person.pk for person in people]).begun(on)
    districts = set(roles.values_list(Coalesce("district", "school__district"), flat=True))
    there = Participant.objects.order_by().filter(Q(district__in=districts) | Q(school__district__in=districts))
    others = Application.objects.on_desk_of(reader).filter(
        competition__in=applications.order_by().values("competition"), pk__in=there.values("application")
    )
    wanted = Q(pk__in=applications.order_by().values("pk")) | Q(pk__in=others.order_by().values("pk"))
    return Application.objects.filter(wanted)


def _declared(people: Sequence[User], applications: QuerySet[Application]) -> dict[tuple[int, int], list[ConflictPath]]:
    found: dict[tuple[int, int], list[ConflictPath]] = defaultdict(list)
    rows = Recusal.objects.filter(
        scorer__person__in=[person.pk for person in people],
        scorer__competition__in=applications.order_by().values("competition"),
    )
    recusals = list(rows.select_related("scorer").prefetch_related("applications"))
    names = organizations_of(applications) if any(recusal.organization for recusal in recusals) else {}
    for recusal in recusals:
        barred = {application.pk for application in recusal.applications.all()}
        barred |= applications_naming(recusal.organization, names)
        strength = ConflictStrength.BAR if barred else ConflictStrength.NOTICE
        for application in barred or names:
            path = ConflictPath(strength, _declared_words(recusal))
            found[recusal.scorer.person_id, application].append(path)
    return found


def _declared_words(recusal: Recusal) -> str:
    about = f"a conflict with {recusal.organization}" if recusal.organization else "a conflict with this application"
    if recusal.declared_by_id != recusal.scorer.person_id:
        return f"An officer recorded {about}. Reason: {recusal.reason}"
    return f"Declared {about}. Reason: {recusal.reason}"


def organizations_of(applications: QuerySet[Application]) -> dict[int, set[str]]:
    """The names in each application, by row ID, as they are compared: applicant, participants, partners, and payees."""
    names: dict[int, set[str]] = {}
    for pk, consortium in applications.order_by().values_list("pk", "consortium__name"):
        names[pk] = {comparison_key(consortium)}
    participants = Participant.objects.order_by().filter(application__in=names)
    columns = ("application", "name", "district__name", "school__name", "school__district__name")
    for application, *found in participants.values_list(*columns):
        names[application] |= {comparison_key(name) for name in found if name}
    for organization in named_organizations(applications):
        names[organization.application].add(comparison_key(organization.name))
    return names


def applications_naming(organization: str, names: dict[int, set[str]]) -> set[int]:
    """The applications that name the organization; none for ""."""
    key = comparison_key(organization) if organization else ""
    return {application for application, keys in names.items() if key and key in keys}


@dataclass(frozen=True)
class RoundConnections:
    """How a person is connected with the submitted applications of a round that the reader may see."""

    applications: int
    bars: dict[str, list[str]]  # by reference
    notices: dict[str, list[str]]

    def are_there(self) -> bool:
        """Whether there is a connection at all."""
        return bool(self.bars or self.notices)

    def bars_from_all(self) -> list[str]:
        """Why there is nothing that the person could score; empty if there is something."""
        if len(self.bars) < self.applications:
            return []
        return [f"{reference}: {words}" for reference, found in self.bars.items() for words in found]

    def sentences(self) -> list[str]:
        """All notices, each with the reference of its application."""
        return [f"{reference}: {words}" for reference, found in self.notices.items() for words in found]


def connections_with_round(person: User, competition: Competition, reader: User, on: datetime.date) -> RoundConnections:
    """What an officer reads before inviting the person."""
    applications = Application.objects.on_desk_of(reader).filter(competition=competition)
    conflicts = scorer_conflicts([person], applications, reader=reader, on=on)
    rows = list(applications.order_by("reference").values_list("pk", "reference"))
    bars = {reference: conflicts.bars(person.pk, pk) for pk, reference in rows}
    notices = {reference: conflicts.notices(person.pk, pk) for pk, reference in rows if not bars[reference]}
    return RoundConnections(
        applications=len(rows),
        bars={reference: found for reference, found in bars.items() if found},
        notices={reference: found for reference, found in notices.items() if found},
    )


def notices_to_consider(scorer: Scorer, application: Application | None, notices: Sequence[str]) -> list[str]:
    """The notices on this pair, or on the round (None), that no officer considered yet."""
    considered = ConsideredConnection.objects.filter(scorer=scorer, application=application)
    known = {words for sentences in considered.values_list("sentences", flat=True) for words in sentences}
    return [words for words in notices if words not in known]


def connections_with_application(
    application: Application, scorers: Iterable[Scorer], reader: User, on: datetime.date
) -> list[tuple[Scorer, list[ConflictPath]]]:
    """Each scorer of the round with a connection to the application; the others aren't listed."""
    rows = list(scorers)
    one = Application.objects.filter(pk=application.pk)
    conflicts = scorer_conflicts([scorer.person for scorer in rows], one, reader=reader, on=on)
    found = [(scorer, conflicts.of(scorer.person_id, application.pk)) for scorer in rows]
    return [(scorer, paths) for scorer, paths in found if paths]


def organizations_declared(scorer: Scorer, reader: User) -> list[Recusal]:
    """The organizations that the scorer declared a conflict with."""
    return list(Recusal.objects.visible_to(reader).of_scorers([scorer]).of_organizations())


def assignment_to_score(user: User, reference: str) -> ScorerAssignment | None:
    """What the person scores of this application; None if nothing, or if there is no such application."""
    return ScorerAssignment.objects.to_score_by(user).for_desk().filter(application__reference=reference).first()


def person_to_invite(pk: int, on: datetime.date) -> User | None:
    """The scorer of the state with this row ID."""
    return User.objects.holding(Role.SCORER, on=on).filter(pk=pk).first()


def notices_by_pair(conflicts: ScorerConflicts, pairs: Sequence[tuple[Scorer, int]]) -> list[list[str]]:
    """For each scorer and application, what an officer has to consider and no officer did yet."""
    considered: dict[tuple[int, int | None], set[str]] = defaultdict(set)
    rows = ConsideredConnection.objects.filter(scorer__in={scorer.pk for scorer, _ in pairs})
    for scorer, application, sentences in rows.values_list("scorer", "application", "sentences"):
        considered[scorer, application] |= set(sentences)
    return [
        [
            words
            for words in conflicts.notices(scorer.person_id, application)
            if words not in considered[scorer.pk, application]
        ]
        for scorer, application in pairs
    ]
