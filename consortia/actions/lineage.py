"""Recording how consortia come from one another, and what sources say of their size."""

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

    `carried` is how many members the source says went along. Raises Unready for a circle along links of any kind,
    for what is recorded already, and for days on which one of them was not there.
    """
    # The number of the register is one row: whoever links waits here for whoever is linking, so no two links that
    # are right alone close a circle together.
    touch_registry()
    check_is_registrar(by, timezone.localdate(at))
    if kind not in LinkKind.values:
        raise Unready("Choose how the two consortia are linked.")
    edges = ConsortiumLink.objects.edges()
    names = dict(Consortium.objects.in_bulk({pk for edge in edges for pk in edge[:2]}).items())
    problems = problems_with_link(
        earlier, later, kind, on=on, ends_on=ends_on, edges=edges, names={pk: str(one) for pk, one in names.items()}
    )
    problems += problems_with_texts(("The source", source, 300), ("The note", note, 2_000))
    if carried is not None and not 0 <= carried <= LARGEST:
        problems.append("The number of members carried over is not a possible number.")
    if problems:
        raise Unready(*problems)
    link = ConsortiumLink.objects.create(
        earlier=earlier, later=later, kind=kind, on=on, ends_on=ends_on, carried=carried, note=note, source=source
    )
    log.record("lineage.linked", link, by=by, at=at, earlier=earlier.slug, later=later.slug, kind=kind, on=on)
    return link


@transaction.atomic
def remove_link(*, link: ConsortiumLink, by: Actor, at: datetime.datetime) -> None:
    """Take back a link that was recorded in error. The log keeps what it said."""
    touch_registry()
    check_is_registrar(by, timezone.localdate(at))
    said = {"earlier": link.earlier.slug, "later": link.later.slug, "kind": link.kind, "on": link.on}
    pk = link.pk
    link.delete()
    link.pk = pk  # the log names what is gone
    log.record("lineage.unlinked", link, by=by, at=at, **said)


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
    """What a source says of the size of a consortium from that day on; one statement a day, a later one replaces it."""
    check_is_registrar(by, timezone.localdate(at))
    problems = problems_with_texts(("The source", source, 300), is_needed=True)
    if not 0 < members <= LARGEST:
        problems.append("The number of members is not a possible number.")
    problems += [
        f"The number of {what} is not a possible number."
        for what, number, most in (("schools", schools, LARGEST), ("students", students, MOST_STUDENTS))
        if number is not None and not 0 <= number <= most
    ]
    if consortium.formed_on and on < consortium.formed_on:
        problems.append(f"{consortium} was not formed yet on that day.")
    if problems:
        raise Unready(*problems)
    said = {"members": members, "schools": schools, "students": students, "source": source, "recorded_at": at}
    total, _ = StatedTotal.objects.update_or_create(consortium=consortium, on=on, defaults=said)
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
