"""Why a scorer has an application, or why not, in words."""

from collections.abc import Collection, Iterator

from grants.rules.assigning.task import AssignmentTask, AvailableScorer, ScoredApplication, ScorerPair, expertise_fits


def explain(task: AssignmentTask, pairs: Collection[ScorerPair], pair: ScorerPair) -> list[str]:
    """Sentences on one pair of an assignment: first whether it is assigned, then every reason for or against it."""
    scorer = next(one for one in task.scorers if one.id == pair.scorer)
    application = next(one for one in task.applications if one.id == pair.application)
    if pair in pairs:
        return [f"{scorer.label} scores {application.id}.", *_reasons_for(task, pairs, scorer, application)]
    reasons = list(_reasons_against(task, pairs, scorer, application))
    if not reasons:
        reasons = ["Nothing rules it out. To assign it, fix the pair by hand and assign again."]
    return [f"{scorer.label} doesn’t score {application.id}.", *reasons]


def _reasons_for(
    task: AssignmentTask, pairs: Collection[ScorerPair], scorer: AvailableScorer, application: ScoredApplication
) -> Iterator[str]:
    pair = ScorerPair(application.id, scorer.id)
    if pair in task.keep:
        yield "The pair was fixed by hand."
    elif pair in task.current:
        yield "It was assigned before, and stays."
    yield "No conflict is known."
    if application.expertise:
        yield _expertise(scorer, application)
    yield from _regions(scorer, application)
    yield f"With it, {scorer.label} has {_load(pairs, scorer)} of {scorer.capacity} applications."


def _reasons_against(
    task: AssignmentTask, pairs: Collection[ScorerPair], scorer: AvailableScorer, application: ScoredApplication
) -> Iterator[str]:
    if application.id in scorer.conflicts:
        yield f"{scorer.label} has a conflict with it."
        yield from scorer.conflicts[application.id]
    if ScorerPair(application.id, scorer.id) in task.never:
        yield "The pair was rejected by hand."
    if (load := _load(pairs, scorer)) >= scorer.capacity:
        yield f"{scorer.label} already has {load} of {scorer.capacity} applications."
    names = {one.id: one.label for one in task.scorers}
    own = [names[pair.scorer] for pair in sorted(pairs) if pair.application == application.id]
    if len(own) >= task.per_application:
        yield f"{application.id} already has its scorers: {', '.join(own)}."
    if not expertise_fits(scorer, application):
        yield _expertise(scorer, application)
    if scorer.region and scorer.region == application.region:
        yield from _regions(scorer, application)


def _load(pairs: Collection[ScorerPair], scorer: AvailableScorer) -> int:
    return sum(pair.scorer == scorer.id for pair in pairs)


def _expertise(scorer: AvailableScorer, application: ScoredApplication) -> str:
    needed = ", ".join(sorted(application.expertise))
    if shared := ", ".join(sorted(application.expertise & scorer.expertise)):
        return f"The application needs {needed}; {scorer.label} has {shared}."
    return f"The application needs {needed}, which {scorer.label} doesn’t have."


def _regions(scorer: AvailableScorer, application: ScoredApplication) -> Iterator[str]:
    if scorer.region and scorer.region == application.region:
        yield f"{scorer.label} is from the applicant’s region, {scorer.region}."
    elif scorer.region and application.region:
        yield f"{scorer.label} is from {scorer.region}, and the applicant from {application.region}."
