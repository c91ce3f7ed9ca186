"""The history of an answer: its versions, and how one differs from the one before or from now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse

from accounts.dates import moment_in_words
from grants.models import Answer, AnswerVersion
from grants.rules.redline import Redline, has_differences, redline
from portal.applicant.pages.redline import writer_in_words


@dataclass(frozen=True)
class AnswerVersionRow:
    """One version in the list. `is_now`: it is what the section has now."""

    number: int
    who: str
    when: str
    words: str
    note: str
    address: str
    is_now: bool


@dataclass(frozen=True)
class AnswerVersionPage:
    """One version beside another text of the same answer."""

    row: AnswerVersionRow
    heading: str
    paragraphs: Redline
    is_same: bool
    comparison: str
    other_label: str
    other_address: str
    may_restore: bool
    revision: int


def version_rows(
    answer: Answer, key: str, versions: Iterable[AnswerVersion], members: Mapping[int, str], now: str
) -> list[AnswerVersionRow]:
    """The versions in the order given; `now` is the digest of the current answer."""
    reference = answer.application.reference
    return [_row(version, reference, key, members, is_now=version.digest == now) for version in versions]


def version_page(
    answer: Answer,
    key: str,
    version: AnswerVersion,
    before: AnswerVersion | None,
    members: Mapping[int, str],
    *,
    with_now: bool,
    may_write: bool,
    is_now: bool,
) -> AnswerVersionPage:
    """What the version added and removed; `with_now`: what changed from it to now instead."""
    row = _row(version, answer.application.reference, key, members, is_now=is_now)
    earlier = version.text if with_now else before.text if before else ""
    paragraphs = redline(earlier, answer.text if with_now else version.text)
    return AnswerVersionPage(
        row=row,
        heading=version.heading,
        paragraphs=paragraphs,
        is_same=not has_differences(paragraphs),
        comparison=_comparison(version, before, with_now=with_now),
        other_label="See what this version changed" if with_now else "See what changed since this version",
        other_address=row.address if with_now else f"{row.address}?with=now",
        may_restore=may_write and not is_now,
        revision=answer.revision,
    )


def _row(
    version: AnswerVersion, reference: str, key: str, members: Mapping[int, str], *, is_now: bool
) -> AnswerVersionRow:
    return AnswerVersionRow(
        number=version.number,
        who=writer_in_words(version.saved_by, members),
        when=moment_in_words(version.saved_at),
        words="1 word" if version.words == 1 else f"{version.words:,} words",
        note=_note(version),
        address=reverse("applicant:answer_version", args=[reference, key, version.number]),
        is_now=is_now,
    )


def _note(version: AnswerVersion) -> str:
    if version.restored_from:
        return f"Restored from version {version.restored_from}"
    return f"Copied from {version.copied_from}" if version.copied_from else ""


def _comparison(version: AnswerVersion, before: AnswerVersion | None, *, with_now: bool) -> str:
    if with_now:
        return f"Changes from version {version.number} to the current answer."
    if before is None:
        return "This is the first version."
    return f"Changes from version {before.number} to version {version.number}."
