"""How far the eligibility screen of a round is, and which applications the screen or the gate put out."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import NamedTuple

from django.db.models import Q

from accounts.models import User
from grants.models import Application, Competition, IneligibilityNotice, Reinstatement, Screening
from grants.models.screen import ScreeningQuerySet
from grants.reads.eligibility import ScreenedFacts, eligibility_at_deadline
from grants.rules.screen import INFORMED, reason_not_to_inform, reasons_in_words, result_of_screen, shows_others
from grants.states import SCREENED, ReinstatedStage, ScreenResult


class ScreenedApplication(NamedTuple):
    """An application of the list: what officers' conclusions come to, and the reader's own."""

    pk: int
    reference: str
    name: str  # of the consortium
    result: ScreenResult
    own: str | None  # the reader's outcome
    officers: int  # how many recorded a conclusion
    is_informed: bool
    is_reinstated: bool


def screen_of_round(competition: Competition, reader: User) -> list[ScreenedApplication]:
    """Every application of the round on the reader's desk, by reference; four queries."""
    desk = Application.objects.on_desk_of(reader).filter(competition=competition).order_by("reference")
    rows = list(desk.values_list("pk", "reference", "consortium__name"))
    outcomes: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for pk, officer, outcome in _current(competition).values_list("application", "officer", "outcome"):
        outcomes[pk][officer] = outcome
    informed = IneligibilityNotice.objects.in_round(competition)
    reinstated = Reinstatement.objects.reinstated_in(ReinstatedStage.SCREEN, competition)
    return [
        ScreenedApplication(
            pk,
            reference,
            name,
            result_of_screen(outcomes[pk].values()),
            outcomes[pk].get(reader.pk),
            len(outcomes[pk]),
            pk in informed,
            pk in reinstated,
        )
        for pk, reference, name in rows
    ]


def facts_of(competition: Competition, pks: Collection[int], reader: User) -> dict[int, ScreenedFacts]:
    """The rules of the round for these applications, as far as they are on the reader's desk."""
    desk = Application.objects.on_desk_of(reader).filter(competition=competition, pk__in=pks)
    applications = list(desk.select_related("consortium__successor").order_by("pk"))
    return eligibility_at_deadline(competition, applications, reader=reader) if applications else {}


class RoundToScreen(NamedTuple):
    """A round with applications for the officer to screen: all on the desk, decided ones, and the officer's own."""

    competition: Competition
    applications: int
    decided: int
    left: int  # how many need this officer’s conclusion


def rounds_to_screen(user: User, at: datetime.datetime) -> list[RoundToScreen]:
    """For an officer: closed rounds in which screening has begun or has a date. Three queries at most, one if none."""
    begun = Screening.objects.current().order_by().values("application__competition")
    wanted = Q(competition__screened_by__isnull=False) | Q(competition__in=begun)
    desk = Application.objects.on_desk_of(user).in_review(at).filter(wanted, competition__is_draft=False).order_by()
    rounds: defaultdict[int, list[int]] = defaultdict(list)
    for competition, pk in desk.values_list("competition", "pk"):
        rounds[competition].append(pk)
    if not rounds:
        return []
    outcomes: defaultdict[int, dict[int, str]] = defaultdict(dict)
    current = Screening.objects.current().filter(application__competition__in=rounds)
    for pk, officer, outcome in current.values_list("application", "officer", "outcome"):
        outcomes[pk][officer] = outcome
    results = {pk: result_of_screen(outcomes[pk].values()) for pks in rounds.values() for pk in pks}
    return [
        RoundToScreen(
            competition,
            len(rounds[competition.pk]),
            sum(results[pk] in SCREENED for pk in rounds[competition.pk]),
            sum(results[pk] not in SCREENED and user.pk not in outcomes[pk] for pk in rounds[competition.pk]),
        )
        for competition in Competition.objects.filter(pk__in=rounds).order_by("closes_at", "name")
    ]


class ScreenOfApplication(NamedTuple):
    """One application in the screen, as an officer may read it."""

    result: ScreenResult
    own: Screening | None
    others: list[Screening]  # none as long as the officer has to conclude alone
    hidden: int  # how many others there are that the officer may not read yet
    replaced: list[Screening]  # what was concluded before; the officer's own, or everyone's
    notice: IneligibilityNotice | None
    is_reinstated: bool


def screen_of(application: Application, reader: User) -> ScreenOfApplication:
    """The conclusions on one application; three queries."""
    rows = list(Screening.objects.of(application).order_by("recorded_at", "pk"))
    current = [row for row in rows if row.replaced_at is None]
    own = next((row for row in current if row.officer_id == reader.pk), None)
    result = result_of_screen(row.outcome for row in current)
    is_open = shows_others(result, own.outcome if own else None)
    return ScreenOfApplication(
        result,
        own,
        [row for row in current if row != own] if is_open else [],
        0 if is_open else sum(row != own for row in current),
        [row for row in rows if row.replaced_at and (is_open or row.officer_id == reader.pk)],
        IneligibilityNotice.objects.of(application).first(),
        _is_reinstated(application),
    )


def result_of(application: Application) -> ScreenResult:
    """What officers' conclusions on one application come to."""
    outcomes = Screening.objects.of(application).current().values_list("outcome", flat=True)
    return result_of_screen(outcomes)


def reasons_against(application: Application) -> list[str]:
    """Why the application is ineligible: what officers who found that say."""
    rows = Screening.objects.of(application).current()
    return reasons_in_words(judgment for row in rows for judgment in row.judgments)


def screened_in(competition: Competition) -> set[int]:
    """The applications of a round about which two officers agree; one query."""
    outcomes: defaultdict[int, list[str]] = defaultdict(list)
    for pk, outcome in _current(competition).values_list("application", "outcome"):
        outcomes[pk].append(outcome)
    return {pk for pk, given in outcomes.items() if result_of_screen(given) in SCREENED}


def why_not_informed(application: Application) -> str:
    """Why the applicant isn't told now that the application is ineligible; "" if an officer may say so."""
    if IneligibilityNotice.objects.of(application).exists():
        return INFORMED
    return reason_not_to_inform(result_of(application), is_reinstated=_is_reinstated(application))


def _is_reinstated(application: Application) -> bool:
    return bool(Reinstatement.objects.reinstated(ReinstatedStage.SCREEN, [application.pk]))


def reinstatements_of(application: Application, stage: ReinstatedStage) -> Sequence[Reinstatement]:
    """What was proposed, confirmed, or canceled for the application after that stage, the latest first."""
    return list(Reinstatement.objects.of(application, stage))


def notice_to_members(application: Application) -> tuple[IneligibilityNotice | None, Reinstatement | None]:
    """What members of the application know: what they were told, and that it was reinstated after that."""
    notice = IneligibilityNotice.objects.of(application).first()
    if notice is None:
        return None, None
    return notice, Reinstatement.objects.of(application, ReinstatedStage.SCREEN).confirmed().first()


def _current(competition: Competition) -> ScreeningQuerySet:
    return Screening.objects.of_round(competition).current()
