"""What can be copied of the activities and partners of another application."""

from typing import NamedTuple

from grants.models import Application


class ToCopy(NamedTuple):
    """One activity or partner to copy. `members` contributed to it and are here too; `others` are not."""

    number: int
    title: str
    is_here: bool
    members: list[str]
    others: list[str]


def activities_to_copy(application: Application, source: Application) -> list[ToCopy]:
    """The activities of the other application, in their order, in four queries."""
    here = {title.casefold() for title in application.activities.values_list("title", flat=True)}
    keys = set(application.participants.values_list("key", flat=True))
    found = []
    for one in source.activities.prefetch_related("commitments__participant"):
        givers = {row.participant.key: row.participant.name for row in one.commitments.all() if not row.is_proposed}
        found.append(
            ToCopy(
                number=one.pk,
                title=one.title,
                is_here=one.title.casefold() in here,
                members=[name for key, name in givers.items() if key in keys],
                others=[name for key, name in givers.items() if key not in keys],
            )
        )
    return found


def partners_to_copy(application: Application, source: Application) -> list[ToCopy]:
    """The partners of the other application, in two queries."""
    here = set(application.partners.values_list("name", flat=True))
    return [ToCopy(one.pk, one.name, one.name in here, [], []) for one in source.partners.all()]
