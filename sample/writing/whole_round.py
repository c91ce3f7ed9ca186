"""Runs a whole round through the actions that people use: gate, scoring, ranking, reviews, board, and release."""

import datetime
import itertools
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from accounts.models import User
from accounts.refusals import Unready
from grants.actions.appeals import answer_appeal, assign_appeal, file_appeal
from grants.actions.assignment_proposals import compute_next_proposal, confirm_proposal, propose_assignments
from grants.actions.award_releases import confirm_release, release_awards
from grants.actions.board import cast_vote, countersign_decision, propose_decision, set_board_terms
from grants.actions.funding import record_passing_over
from grants.actions.rankings import ask_for_ranking, compute_next_ranking
from grants.actions.recusals import declare_conflict, exclude_scores
from grants.actions.scorer_assignments import set_up_scoring
from grants.actions.scorers import accept_invitation, decline_invitation, invite_scorer, withdraw_scorer
from grants.actions.scoring_stages import close_stage
from grants.actions.slates import countersign_slate, enter_slate, prepare_slate, vote_on_slate
from grants.models import (
    Appeal,
    Application,
    BoardDecision,
    Criterion,
    RoundRanking,
    Scorer,
    ScorerAssignment,
)
from grants.reads.board import awarded_in, limits_of
from grants.reads.funding import without_a_reason
from grants.reads.rankings import order_in_bands, rankings_for
from grants.reads.stage_results import results_in
from grants.rules.scorers import AGREEMENTS, CURRENT_AGREEMENT
from grants.states import AppealGround, AppealState, BoardChoice, BoardOutcome, Expertise, ReleasePolicy, ScoringStage
from sample.scores import ScoreRow, gate_row_for, scores_for
from sample.whole_round import ANSWERS, APPEAL, BOARD_REASONS, GATE_REASONS, RoundSize, board_vote, gate_vote
from sample.writing.application_history import review_application
from sample.writing.bulk import StoredRound
from sample.writing.entries import StoredApplication, lead_of
from sample.writing.scoring import score_application
from sample.writing.whole_round_panels import ask_for_facts, hold_meeting, screen_applications

DAY, HOUR, MINUTE = datetime.timedelta(days=1), datetime.timedelta(hours=1), datetime.timedelta(minutes=1)
SCORERS_EACH, VOTES_NEEDED = 3, 2
# One in this many declines the invitation, and one in this many who accepted leaves after the gate.
DECLINES, LEAVES = 46, 57
AGREED = range(len(AGREEMENTS[CURRENT_AGREEMENT]))
Say = Callable[[str], object]


@dataclass
class WholeRound:
    """One round on its way, with the counts of what happened."""

    stored: StoredRound
    size: RoundSize
    say: Say
    rng: random.Random
    counts: dict[str, int] = field(default_factory=dict)

    def run(self) -> dict[str, int]:
        """Everything from the invitations to the release; the count of each thing that happened, in its order."""
        closed = self.stored.competition.reviewed_after or self.stored.competition.closes_at
        if closed is None:
            raise Unready("The round has no deadline.")
        self.counts["applications"] = len(self.stored.applications)
        self.say("Inviting scorers")
        self.invite(at=closed + HOUR)
        self.say("Eligibility screen: two officers on each application")
        self.counts["screened"] = screen_applications(self.stored, self.screeners, at=closed + 2 * DAY)
        self.say("Gate: three votes on each application")
        self.score(ScoringStage.GATE, at=closed + 3 * DAY)
        self.lose_scorers(at=closed + 11 * DAY)
        self.say("Scoring of the applications that passed")
        self.score(ScoringStage.SCORING, at=closed + 12 * DAY)
        self.say("Consensus meeting")
        self.counts |= hold_meeting(
            self.stored, self.size.discussed, self.rng, by=self.officer, at=closed + 20 * DAY + HOUR
        )
        self.say("Ranking")
        order = self.rank(at=closed + 21 * DAY)
        self.say("Officers review the finalists")
        finalists = order[: self.size.finalists]
        self.review(finalists, at=closed + 22 * DAY)
        self.say("Applicants check the facts")
        first = self.by_application[finalists[0].pk]
        self.counts["facts corrected"] = ask_for_facts(
            self.stored.competition, first, self.stored, by=self.officer, at=closed + 30 * DAY
        )
        self.say("The board votes, and its decisions are countersigned")
        self.decide(finalists, at=closed + 40 * DAY)
        self.explain_order(at=closed + 55 * DAY)
        self.say("Release")
        self.release(at=closed + 60 * DAY)
        self.say("Appeals")
        self.appeal(at=closed + 65 * DAY)
        return self.counts

    def invite(self, *, at: datetime.datetime) -> None:
        """Scorers are invited to the round; most accept, with what they have time for."""
        people, competition = self.stored.stored_registry.scorers, self.stored.competition
        set_up_scoring(competition=competition, votes_needed=VOTES_NEEDED, due_at=at + 25 * DAY, by=self.officer, at=at)
        # Both stages, and some to spare for those who leave or have a conflict.
        capacity = -(-len(self.stored.applications) * SCORERS_EACH * 5 // (len(people) * 2))
        for place, person in enumerate(people, start=1):
            scorer = invite_scorer(competition=competition, person=person, by=self.officer, at=at)
            if place % DECLINES == 0:
                decline_invitation(scorer=scorer, reason="No time this fall.", by=person, at=at + DAY)
                continue
            expertise = Expertise.FINANCE if place % 2 else Expertise.PROGRAM
            accept_invitation(
                scorer=scorer, capacity=capacity, expertise=expertise, agreed=AGREED, by=person, at=at + DAY
            )
        scorers = Scorer.objects.of_round(competition)
        self.counts |= {"scorers invited": scorers.count(), "scorers who accepted": scorers.accepted().count()}

    def score(self, stage: ScoringStage, *, at: datetime.datetime) -> None:
        """Three scorers for each application, who all submit; then the stage closes."""
        name = "gate" if stage == ScoringStage.GATE else "scoring"
        self.assign(stage, at=at)
        severity = {person.pk: self.rng.gauss(0, 0.35) for person in self.stored.stored_registry.scorers}
        assignments = ScorerAssignment.objects.of_round(self.stored.competition).filter(stage=stage).current()
        waiting = assignments.select_related("scorer__person", "application").order_by("pk")
        for number, assignment in enumerate(waiting, start=1):
            if number % 500 == 0:
                self.say(f"  {number} scored")
            if stage == ScoringStage.SCORING and number == 1:
                declare_conflict(
                    assignment=assignment, reason="My sister teaches there.", by=assignment.scorer.person, at=at + HOUR
                )
                self.assign(stage, at=at + 2 * HOUR)
                continue
            self.score_one(assignment, severity[assignment.scorer.person_id], at=at + DAY + number % 300 * MINUTE)
        for assignment in assignments.unsubmitted().select_related("scorer__person", "application").order_by("pk"):
            self.score_one(assignment, severity[assignment.scorer.person_id], at=at + 3 * DAY)
        close_stage(competition=self.stored.competition, stage=stage, by=self.officer, at=at + 7 * DAY)
        submitted = assignments.submitted()
        self.counts |= {
            f"{name} assignments": assignments.count(),
            f"{name} submitted": submitted.count(),
            f"{name} applications": submitted.order_by().values("application").distinct().count(),
        }
        if stage == ScoringStage.GATE:
            self.counts |= {"did not pass the gate": len(results_in(self.stored.competition).gate)}
        else:
            excluded = submitted.order_by("pk")[0]
            exclude_scores(
                assignment=excluded, reason="The scorer consulted for a member last year.", by=self.officer,
                at=at + 8 * DAY,
            )  # fmt: skip
            self.counts |= {"conflicts declared": 1, "scores excluded for a conflict found later": 1}

    def assign(self, stage: ScoringStage, *, at: datetime.datetime) -> None:
        """Have the assignments proposed, and confirm them."""
        by = self.officer
        proposal = propose_assignments(
            competition=self.stored.competition, stage=stage, per_application=SCORERS_EACH, by=by, at=at
        )
        while compute_next_proposal(clock=lambda: at):
            pass
        proposal.refresh_from_db()
        if proposal.result is None:
            raise Unready(*proposal.problems)
        confirm_proposal(proposal=proposal, revision=proposal.revision, considered=True, by=by, at=at)

    def score_one(self, assignment: ScorerAssignment, severity: float, *, at: datetime.datetime) -> None:
        """The scorer reads the application, says what there is to say, and submits it."""
        stored = self.by_application[assignment.application_id]
        quality, packet = stored.entry.draft.quality, stored.packet
        rows: Iterable[tuple[Criterion | None, ScoreRow]]
        if assignment.is_of_gate:
            vote = gate_vote(self.rng, quality, self.size)
            rows = [(None, gate_row_for(self.rng, packet, vote, GATE_REASONS[vote]))]
        else:
            scores = scores_for(self.rng, packet, quality, criteria=len(self.criteria), severity=severity)
            rows = zip(self.criteria, scores, strict=True)
        score_application(assignment, rows, at=at, until=at + HOUR)

    def lose_scorers(self, *, at: datetime.datetime) -> None:
        """Some scorers leave after the gate."""
        scorers = list(Scorer.objects.of_round(self.stored.competition).accepted().select_related("person"))
        leaving = scorers[LEAVES - 1 :: LEAVES]
        for scorer in leaving:
            withdraw_scorer(scorer=scorer, reason="A new job.", by=scorer.person, at=at)
        self.counts |= {"scorers who left": len(leaving)}

    def rank(self, *, at: datetime.datetime) -> list[Application]:
        """The applications in the order of the ranking and its tie rule."""
        ranking = ask_for_ranking(competition=self.stored.competition, by=self.officer, at=at)
        while compute_next_ranking(clock=lambda: at):
            pass
        ranking = RoundRanking.objects.get(pk=ranking.pk)
        if ranking.computed_at is None:
            raise Unready(ranking.problem)
        rows = ranking.result["applications"]
        self.counts |= {"ranked": len(rows), "bands": len({row["band"] for row in rows})}
        by_reference = {one.application.reference: one.application for one in self.stored.applications}
        return [by_reference[one.reference] for one in order_in_bands(ranking.competition, ranking.result, at)]

    def review(self, finalists: list[Application], *, at: datetime.datetime) -> None:
        """Two officers review each finalist independently."""
        officers = itertools.cycle(itertools.combinations(self.stored.stored_registry.officers[:-1][:4], 2))
        for number, (application, pair) in enumerate(zip(finalists, officers)):  # noqa: B905  # officers never end
            for officer in pair:
                quality = self.by_application[application.pk].entry.draft.quality
                review_application(application, quality, self.rng, by=officer, at=at + number * HOUR)
        self.counts |= {"reviews": 2 * len(finalists)}

    def decide(self, finalists: list[Application], *, at: datetime.datetime) -> None:
        """The board votes on the finalists one by one; the budget ends the awards. What else passed the gate isn’t funded."""
        set_board_terms(
            competition=self.stored.competition, budget=self.size.budget, policy=ReleasePolicy.AWARDS,
            by=self.administrator, at=at,
        )  # fmt: skip
        awards = 0
        for place, application in enumerate(finalists):
            votes = [board_vote(self.rng, place, self.size) for _ in self.board]
            amount = self.amount_for(application) if awards < self.size.awards else 0
            outcome = "yes" if amount and votes.count("yes") > votes.count("no") else "no"
            if outcome == "no" and votes.count("yes") > votes.count("no"):
                outcome = "hold"
            awards += outcome == "yes"
            reasons = BOARD_REASONS[outcome]
            self.decide_one(
                application, outcome, votes, amount if outcome == "yes" else None, reasons, at=at + place * MINUTE
            )
        known = {application.pk for application in finalists}
        known |= results_in(self.stored.competition).out
        rest = [stored.application for stored in self.stored.applications if stored.application.pk not in known]
        self.decide_slate(rest, BOARD_REASONS["no"], at=at + DAY)
        decided = BoardDecision.objects.of_round(self.stored.competition).decided()
        for outcome in BoardOutcome:
            self.counts[f"decided {outcome.value}"] = decided.filter(outcome=outcome).count()
        self.counts["dollars awarded"] = awarded_in(self.stored.competition)

    def amount_for(self, application: Application) -> int:
        """What the round and its budget still allow, if the budget pays for the whole request; otherwise 0."""
        limits = limits_of(application)
        most = min(limits.requested, limits.most or limits.requested)
        return most if limits.left is None or most <= limits.left else 0

    def decide_one(
        self,
        application: Application,
        outcome: str,
        votes: list[str],
        amount: int | None,
        reasons: str,
        *,
        at: datetime.datetime,
    ) -> None:
        """Each board member votes; an officer enters the decision, and an administrator countersigns it."""
        for member, vote in zip(self.board, votes, strict=True):
            cast_vote(application=application, choice=vote, by=member, at=at)
        decision = propose_decision(
            application=application, outcome=outcome, amount=amount, conditions="", reasons=reasons, by=self.officer,
            at=at + MINUTE,
        )  # fmt: skip
        countersign_decision(decision=decision, by=self.administrator, at=at + 2 * MINUTE)

    def decide_slate(self, applications: list[Application], reasons: str, *, at: datetime.datetime) -> None:
        """The board votes once on not funding all of these; their decisions are entered and countersigned together."""
        if not applications:
            return
        references = [application.reference for application in applications]
        slate = prepare_slate(
            competition=self.stored.competition, references=references, outcome=BoardOutcome.NO, reasons=reasons,
            notes={}, by=self.officer, at=at,
        )  # fmt: skip
        for member in self.board:
            vote_on_slate(slate=slate, choice=BoardChoice.YES, by=member, at=at + HOUR)
        enter_slate(slate=slate, by=self.officer, at=at + 2 * HOUR)
        countersign_slate(slate=slate, by=self.administrator, at=at + 3 * HOUR)

    def explain_order(self, *, at: datetime.datetime) -> None:
        """A reason for each application that comes before an award and gets none."""
        competition = self.stored.competition
        ranking = rankings_for(competition, "").computed
        order = [one.reference for one in order_in_bands(ranking.competition, ranking.result, at)] if ranking else []
        awarded = set(
            BoardDecision.objects.of_round(competition)
            .decided()
            .filter(outcome=BoardOutcome.YES)
            .values_list("application__reference", flat=True)
        )
        last = next((reference for reference in reversed(order) if reference in awarded), "")
        skipped = without_a_reason(competition, ranking, at)
        for reference in skipped:
            record_passing_over(
                competition=competition, chosen=last, instead_of=reference, reason=BOARD_REASONS["no"],
                by=self.officer, at=at,
            )  # fmt: skip
        self.counts |= {"passed over with a reason": len(skipped)}

    def release(self, *, at: datetime.datetime) -> None:
        """An administrator prepares the release, and an officer confirms it."""
        release = release_awards(competition=self.stored.competition, by=self.administrator, at=at)
        confirm_release(release=release, by=self.officer, at=at + HOUR)
        self.counts["released decisions"] = BoardDecision.objects.released().count()

    def appeal(self, *, at: datetime.datetime) -> None:
        """Leads appeal; an officer who took no part denies the first appeal and grants the second."""
        handler = self.stored.stored_registry.officers[-1]
        refused = BoardDecision.objects.released().filter(outcome=BoardOutcome.NO).order_by("application__reference")
        outcomes = (AppealState.DENIED, AppealState.GRANTED)[: self.size.appeals]
        for outcome, decision in zip(outcomes, refused, strict=False):
            stored = self.by_application[decision.application_id]
            lead = lead_of(stored.entry, self.stored.stored_registry)
            appeal = file_appeal(application=stored.application, ground=AppealGround.FACT, text=APPEAL, by=lead, at=at)
            assign_appeal(appeal=appeal, handler=handler, by=self.officer, at=at + DAY)
            answer_appeal(appeal=appeal, outcome=outcome, reasons=ANSWERS[outcome], by=handler, at=at + 9 * DAY)
        self.counts |= {
            f"appeals {state.value}": Appeal.objects.filter(state=state).count()
            for state in (AppealState.DENIED, AppealState.GRANTED)
        }

    def __post_init__(self) -> None:
        people = self.stored.stored_registry
        self.officer, self.administrator = (
            people.by_sample_kind["grants-officer"],
            people.by_sample_kind["administrator"],
        )
        # The last officer answers appeals, so takes part in nothing before.
        self.screeners: list[User] = people.officers[:-1]
        self.board: list[User] = people.board[: self.size.board_members]
        self.criteria = list(self.stored.competition.criteria.all())
        self.by_application: dict[int, StoredApplication] = {
            one.application.pk: one for one in self.stored.applications
        }
