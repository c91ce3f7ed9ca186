"""An empty activity to start from, and helpers for its wording."""

import datetime

from sample.plan import Plan, PlannedActivity, PlannedMember, in_words


def with_article(words: str) -> str:
    """The words with "a" or "an" in front."""
    return f"an {words}" if words[0] in "aeiou" else f"a {words}"


def sentence_of(words: str) -> str:
    """The words with a capital first letter."""
    return words[:1].upper() + words[1:]


def keys_of(plan: Plan) -> set[str]:
    """The keys of the activities already in the plan."""
    return {activity.key for activity in plan.activities}


def each_gives(members: list[PlannedMember]) -> str:
    """The verb that agrees with the number of members: "gives" or "each give"."""
    return "gives" if len(members) == 1 else "each give"


def our_districts(plan: Plan) -> str:
    """The number of districts in words: "our five districts"."""
    return f"our {in_words(len(plan.districts))} districts"


def new_activity(
    plan: Plan, key: str, kind: str, title: str, owner: PlannedMember, place: str, decided_by: str
) -> PlannedActivity:
    """An activity without rows, from about the first school day of the project to about the last."""
    return PlannedActivity(
        key=key,
        kind=kind,
        title=title,
        starts_on=plan.calendar.first_day + datetime.timedelta(days=plan.rng.choice([0, 0, 7, 14])),
        ends_on=plan.calendar.last_day - datetime.timedelta(days=plan.rng.choice([0, 0, 7])),
        owner=owner.key,
        place=place,
        decided_by=decided_by,
    )
