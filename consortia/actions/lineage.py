"""Recording how consortia relate to earlier and larger ones, and their size according to sources."""

import datetime

from django.db import transaction
from django.utils import timezone

from accounts.refusals import Unready
from audit import log
from consortia.models import Consortium, ConsortiumLink, StatedTotal
from consortia.permissions import check_is_registrar
from consortia.rules.lineage import problems_with_link
from consortia.rules.registering import problems_with_texts
from consortia.states import LinkKind
from districts.actions.history import touch_registry
from districts.permissions import Actor

LARGEST = 100_000
# More students than a nation has, and less than a database holds.
MOST_STUDENTS = 100_000_000


@transaction.atomic
def link_consortia(
    *,
    earlier: Consortium,
    later: Consortium,
    kind: str,
    on: datetime.date | None = None,
    ends_on: datetime.date | None = None,
    carried: int | None = None,
    note: str = "",
    source: str = "",
    by: Actor,
    at: datetime.datetime,
) -> ConsortiumLink:
    """`later` grew out of `earlier`, or `earlier` merged into `later` or is a partner in it.

    `carried` is the number of members that went along, according to the source. Raises Unready for a circle of links
    of any kind, for a link that is already recorded, and for dates on which one of the consortia did not exist.
    """
    # The registry's revision is a single row, so links are recorded one at a time: two links that are each valid cannot
    # form a circle together.
    touch_registry()
    check_is_registrar(by, timezone.localdate(at))
    if kind not in LinkKind.values:
        raise Unready("Choose how the two consortia are related.")
    edges = ConsortiumLink.objects.edges()
    names = dict(Consortium.objects.in_bulk({pk for edge in edges for pk in edge[:2]}).items())
    problems = problems_with_link(
        earlier, later, kind, on=on, ends_on=ends_on, edges=edges, names={pk: str(one) for pk, one in names.items()}
    )
    problems += problems_with_texts(("source", source, 300), ("note", note, 2_000))
    if carried is not None and not 0 <= carried <= LARGEST:
        problems.append(f"Enter a number of members between 0 and {LARGEST:,}.")
    if problems:
        raise Unready(*problems)
    link = ConsortiumLink.objects.create(
        earlier=earlier, later=later, kind=kind, on=on, ends_on=ends_on, carried=carried, note=note, source=source
    )
    log.record("lineage.linked", link, by=by, at=at, earlier=earlier.slug, later=later.slug, kind=kind, on=on)
    return link


@transaction.atomic
def remove_link(*, link: ConsortiumLink, by: Actor, at: datetime.datetime) -> None:
    """Delete a link that was recorded in error. The audit log keeps its facts."""
    touch_registry()
    check_is_registrar(by, timezone.localdate(at))
    facts = {"earlier": link.earlier.slug, "later": link.later.slug, "kind": link.kind, "on": link.on}
    pk = link.pk
    link.delete()
    link.pk = pk  # the log names what is gone
    log.record("lineage.unlinked", link, by=by, at=at, **facts)


@transaction.atomic
def state_total(
    *,
    consortium: Consortium,
    on: datetime.date,
    members: int,
    schools: int | None = None,
    students: int | None = None,
    source: str,
    by: Actor,
    at: datetime.datetime,
) -> StatedTotal:
    """The size of a consortium from that date on, according to a source; a later statement for the date replaces it."""
    check_is_registrar(by, timezone.localdate(at))
    problems = problems_with_texts(("source", source, 300), is_needed=True)
    if not 0 < members <= LARGEST:
        problems.append(f"Enter a number of members between 1 and {LARGEST:,}.")
    problems += [
        f"Enter a number of {what} between 0 and {most:,}."
        for what, number, most in (("schools", schools, LARGEST), ("students", students, MOST_STUDENTS))
        if number is not None and not 0 <= number <= most
    ]
    if consortium.formed_on and on < consortium.formed_on:
        problems.append(f"{consortium} was not formed yet on that date.")
    if problems:
        raise Unready(*problems)
    facts = {"members": members, "schools": schools, "students": students, "source": source, "recorded_at": at}
    total, _ = StatedTotal.objects.update_or_create(consortium=consortium, on=on, defaults=facts)
    touch_registry()
    log.record(
        "consortium.total_stated",
        total,
        by=by,
        at=at,
        consortium=consortium.slug,
        on=on,
        members=members,
        source=source,
    )
    return total
