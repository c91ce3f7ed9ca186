"""What lists count and pages show is kept until the registry's revision changes; who forgets it fails its test.

An execute wrapper on every connection of the tests notes what is written to the tables behind counts and pages:

- in a transaction of ours (an action, usually): the revision has to be written in it too, unless it is rolled back;
- in a request outside a transaction: by the time the request ends;
- by a test itself, with a factory or `.update()`: nothing tells the revision, so what was kept is forgotten.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.transaction import Atomic, get_connection

from districts.reads.counts_cache import CountsCache
from portal.components.page_cache import PAGE_CACHE, PageCache
from portal.registry.lists import COUNTS_CACHE

REVISION = "districts_revision"
COUNTED = frozenset(
    {
        "districts_region",
        "districts_county",
        "districts_countyshape",
        "districts_district",
        "districts_school",
        "districts_districtfigures",
        "consortia_consortium",
        "consortia_consortiumalias",
        "consortia_consortiumchange",
        "consortia_consortiumpurpose",
        "consortia_membership",
        # What pages show besides.
        "districts_change",
        "districts_confirmation",
        "districts_factdispute",
        "districts_regionchange",
        "districts_ruraldesignation",
        "districts_schoolfigures",
        "districts_serviceagencymembership",
        "consortia_consortiumconfirmation",
        "consortia_consortiumlink",
        "consortia_contract",
        "purchasing_contractamendment",
        "purchasing_contractdocument",
        "purchasing_contractsupplier",
        "purchasing_supplier",
        "purchasing_suppliername",
        "consortia_membershipperiod",
        "consortia_scheduledclosure",
        "consortia_service",
        "consortia_serviceyear",
        "consortia_statedtotal",
        "grants_competition",
        "purchasing_baseline",
        "purchasing_contractitem",
        "purchasing_joinder",
        "purchasing_pricelist",
        "purchasing_purchase",
        "purchasing_quantitycommitment",
        "purchasing_savingsclaim",
        "purchasing_tier",
    }
)
# Who is asking is part of every question (its audience), so these may be read for an answer and change without a word.
OF_THE_READER = frozenset({"districts_appointment"})
# Pages show of these what never changes: in which office someone verified a record, and the name of an officer.
UNCHANGING = frozenset({"districts_appointment", "accounts_user"})
WRITE = re.compile(r"\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM|COPY)\s+[\"`]?(\w+)", re.IGNORECASE)
READ = re.compile(r"\b(?:FROM|JOIN)\s+[\"`](\w+)", re.IGNORECASE)


class Frame:
    """One transaction or request: which counted tables it wrote to, and whether it told the revision."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.tables: set[str] = set()
        self.is_told = False

    def take(self, inner: "Frame") -> None:
        """What the inner transaction wrote is this one's too."""
        self.tables |= inner.tables
        self.is_told |= inner.is_told

    def check(self) -> None:
        """Raise where something was written and not told."""
        if self.tables and not self.is_told:
            tables = ", ".join(sorted(self.tables))
            raise AssertionError(
                f"{self.name} wrote to {tables}, which lists count or pages show, and did not change the revision: "
                "call touch_registry() in the action."
            )


class Watch:
    """The frames that are open on one connection, the innermost last."""

    def __init__(self) -> None:
        self.frames: list[Frame] = []

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        """The execute wrapper: note what is written, once it is."""
        result = execute(sql, params, many, context)
        if (write := WRITE.match(sql)) and (write[1] == REVISION or write[1] in COUNTED):
            self.note(write[1])
        return result

    def note(self, table: str) -> None:
        """Something was written to this table."""
        if not self.frames:
            COUNTS_CACHE.clear()
            PAGE_CACHE.clear()
        elif table == REVISION:
            self.frames[-1].is_told = True
        else:
            self.frames[-1].tables.add(table)


class Request(Frame):
    """A request of the test client: the transactions in it answer for themselves."""


def watch_of(connection: BaseDatabaseWrapper) -> Watch:
    """The watch that stands on this connection."""
    return next(wrapper for wrapper in connection.execute_wrappers if isinstance(wrapper, Watch))


@contextmanager
def request(name: str) -> Iterator[None]:
    """What a request writes outside a transaction has to be told by its end."""
    watches = [watch_of(connection) for connection in connections.all(initialized_only=True) if _is_watched(connection)]
    for watch in watches:
        watch.frames.append(Request(name))
    try:
        yield
    except BaseException:
        for watch in watches:
            watch.frames.pop()
        raise
    for frame in [watch.frames.pop() for watch in watches]:
        frame.check()


@contextmanager
def counts_are_watched() -> Iterator[None]:
    """From now on every connection is watched."""
    enter, leave = Atomic.__enter__, Atomic.__exit__
    answer, whole = CountsCache.get, PageCache.whole

    def watched_enter(atomic: Atomic) -> None:
        enter(atomic)
        if _is_ours(atomic):
            watch_of(get_connection(atomic.using)).frames.append(Frame("A transaction"))

    def watched_leave(atomic: Atomic, kind: Any, error: Any, trace: Any) -> None:
        if not _is_ours(atomic):
            leave(atomic, kind, error, trace)
            return
        connection = get_connection(atomic.using)
        frames = watch_of(connection).frames
        frame, is_kept = frames.pop(), kind is None and not connection.needs_rollback
        leave(atomic, kind, error, trace)
        if is_kept and frames and not isinstance(frames[-1], Request):
            frames[-1].take(frame)
        elif is_kept:
            frame.check()

    def watched_answer(kept: CountsCache, question: Any, revision: int | None, make: Callable[[], Any]) -> Any:
        def watched_make() -> Any:
            with reading_only(COUNTED | OF_THE_READER):
                return make()

        return answer(kept, question, revision, watched_make)

    def watched_whole(make: Callable[[], Any], *, is_kept: bool) -> Any:
        with reading_only(COUNTED | UNCHANGING):
            return whole(make, is_kept=is_kept)

    connection_created.connect(begin_to_watch)
    for connection in connections.all(initialized_only=True):
        begin_to_watch(connection=connection)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Atomic, "__enter__", watched_enter)
        patch.setattr(Atomic, "__exit__", watched_leave)
        patch.setattr(CountsCache, "get", watched_answer)
        patch.setattr(PageCache, "whole", staticmethod(watched_whole))
        yield
    connection_created.disconnect(begin_to_watch)


@contextmanager
def reading_only(tables: frozenset[str]) -> Iterator[None]:
    """What is made here is kept: it may read only these tables."""

    def refuse_other_tables(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        others = set(READ.findall(sql)) - tables - {REVISION}
        assert not others, f"Something that is kept is made from {', '.join(sorted(others))}, which nothing watches"
        return execute(sql, params, many, context)

    # By itself: Django’s own context manager takes off the wrapper that came last, whichever that is.
    wrappers = connections["default"].execute_wrappers
    wrappers.append(refuse_other_tables)
    try:
        yield
    finally:
        wrappers.remove(refuse_other_tables)


def begin_to_watch(*, connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Watch this connection from now on."""
    if not _is_watched(connection):
        connection.execute_wrappers.append(Watch())


def _is_watched(connection: BaseDatabaseWrapper) -> bool:
    return any(isinstance(wrapper, Watch) for wrapper in connection.execute_wrappers)


def _is_ours(atomic: Atomic) -> bool:
    """Not a test's own, which is always rolled back, and not the one that Django puts around several statements."""
    return atomic.savepoint and not atomic._from_testcase
