"""What the audit log's page shows of an entry: a sentence, with links, and its details under the names pages use."""

import datetime
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from django.utils.text import capfirst

from audit.models import Entry
from portal.staff.pages.audit_words import names_subject, words_of

OF_A_DRAFT = "Shown once the application is submitted: until then only its members read what it says."
UNSENT = "Shown once this is sent to the state: until then only members of the application read what it says."
# Of a returned application, these stay visible: what officers did, and that answers were saved.
NOT_WRITING = ("application.", "amendment.", "finding.", "packet.", "reminder.", "review.", "scoring.", "signing.")
DETAIL_LABELS = {
    "letters": "emails",
    "powers": "permissions",
    "put_back": "restored",
    "whole": "digest of the signature",
    "written": "changes",
}


_PERSON = re.compile(r"(?P<name>.*) (?P<key>\(accounts\.user:\d+\))", re.DOTALL)
# Who isn't a person, as the log names it.
ACTORS = {"run_worker": "The portal’s worker", "the sign-in page": "The sign-in page"}

# What the log calls these for as long as it is kept, and pages don't.
SUBJECTS = {"register": "the registry"}


class AuditRow(NamedTuple):
    """An entry as a sentence: who did what to what, with its details (name and stored value)."""

    entry: Entry
    who: str
    search_for: str  # what finds everything that this person did; empty for programs
    before: str  # the words before and after the name of the subject
    subject: str  # empty if the person did something to his or her own account
    subject_url: str
    after: str
    details: list[tuple[str, object]]

    @property
    def person_query(self) -> str:
        """The query of the page with everything that this person did."""
        return urlencode({"person": self.search_for})

    @property
    def sentence(self) -> str:
        """The sentence without links."""
        return f"{self.who} {self.before}{self.subject}{self.after}"


@dataclass(frozen=True)
class Drafts:
    """What of the subjects is its members' alone now: the entry has its event but not its details."""

    since: Mapping[str, datetime.datetime]  # subjects that are drafts now, and since when
    unsent: Mapping[str, list[tuple[datetime.datetime, datetime.datetime]]]  # when edits were made that were never sent
    amendments: Collection[tuple[str, int]]  # numbers of amendments that were never sent

    def words_for(self, entry: Entry) -> str:
        """What the page says in place of the details; "" if it shows them."""
        if entry.subject in self.since and entry.at > self.since[entry.subject]:
            return OF_A_DRAFT
        if entry.event.startswith("amendment."):
            return UNSENT if (entry.subject, entry.detail.get("number")) in self.amendments else ""
        if entry.event.startswith(NOT_WRITING):
            return ""
        return UNSENT if any(a < entry.at <= b for a, b in self.unsent.get(entry.subject, ())) else ""


def audit_rows(entries: Iterable[Entry], drafts: Drafts, addresses: Mapping[str, str]) -> list[AuditRow]:
    """The rows of the audit log's table; `addresses` are those of subjects that the reader may open."""
    return [_row(entry, drafts, addresses) for entry in entries]


def who_did(by: str) -> tuple[str, str]:
    """Who an entry's `by` is, and what finds all that the person did: (“Pat Doe”, “(accounts.user:7)”).

    A program has a name and nothing to search for.
    """
    if found := _PERSON.fullmatch(by):
        return found["name"], found["key"]
    return ACTORS.get(by) or (f"The command {by}" if by.startswith("manage.py") else capfirst(by)), ""


def _row(entry: Entry, drafts: Drafts, addresses: Mapping[str, str]) -> AuditRow:
    who, search_for = who_did(entry.by)
    before, after = words_of(entry.event)
    words = drafts.words_for(entry)
    return AuditRow(
        entry,
        who,
        search_for,
        before,
        SUBJECTS.get(entry.subject_label, entry.subject_label) if names_subject(entry.event) else "",
        addresses.get(entry.subject, ""),
        after,
        [("details", words)] if words else [(detail_label(name), value) for name, value in entry.details],
    )


def detail_label(name: str) -> str:
    """What the page calls a stored detail: “permissions” for `powers`, “ends on” for `ends_on`."""
    return DETAIL_LABELS.get(name, name.replace("_", " "))
