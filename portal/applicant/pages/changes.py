"""What changed in an application since the reader’s last visit, in one line for each section."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse

from accounts.dates import moment_in_words
from grants.models import AnswerVersion, Attachment, PlanChange, SectionComment
from grants.reads.visits import ChangesSince
from grants.rules.sections import ATTACHMENTS, key_of_answer, label_of
from portal.applicant.pages.navigation import address_of_section
from portal.applicant.pages.plan_history import history_address
from portal.applicant.pages.redline import writer_in_words


@dataclass(frozen=True)
class ChangedSection:
    """One section that others changed or commented on: what, by whom and when, and where to see it."""

    text: str
    who: str
    link: str
    address: str


@dataclass(frozen=True)
class ChangesPanel:
    """The changes since the last visit; without any, nothing is shown."""

    title: str
    rows: list[ChangedSection]


def changes_panel(reference: str, found: ChangesSince, members: Mapping[int, str]) -> ChangesPanel:
    """The latest change of each answer, how much changed in each other section, and its latest comment."""
    versions: dict[int, AnswerVersion] = {}
    for version in found.versions:
        versions.setdefault(version.answer.position, version)
    comments: dict[str, list[SectionComment]] = {}
    for comment in found.comments:
        comments.setdefault(comment.key, []).append(comment)
    plan: dict[str, list[PlanChange]] = {}
    for change in found.plan:
        plan.setdefault(change.section, []).append(change)
    rows = [_answer(reference, version, members) for version in versions.values()]
    rows += [_plan(reference, key, changes, members) for key, changes in plan.items()]
    rows += [_files(reference, found.files, members)] if found.files else []
    rows += [_comments(reference, key, written, members) for key, written in comments.items()]
    since = moment_in_words(found.since)
    return ChangesPanel(f"Changed since {since}" if found.is_first else f"Changed since your last visit, {since}", rows)


def _answer(reference: str, version: AnswerVersion, members: Mapping[int, str]) -> ChangedSection:
    key = key_of_answer(version.answer.position)
    number = version.number_before
    address = reverse("applicant:answer_version", args=[reference, key, number or version.number])
    return ChangedSection(
        text=label_of(key, version.answer.heading),
        who=f"{writer_in_words(version.saved_by, members)}, {moment_in_words(version.saved_at)}",
        link="See what changed",
        address=f"{address}?with=now" if number else address,
    )


def _plan(reference: str, key: str, changes: list[PlanChange], members: Mapping[int, str]) -> ChangedSection:
    last, label = changes[0], label_of(key)
    return ChangedSection(
        text=f"{label}: 1 change" if len(changes) == 1 else f"{label}: {len(changes)} changes",
        who=f"{writer_in_words(last.changed_by, members)}, {moment_in_words(last.changed_at)}",
        link="See what changed",
        address=history_address(key, reference),
    )


def _files(reference: str, files: list[Attachment], members: Mapping[int, str]) -> ChangedSection:
    last = files[0]
    return ChangedSection(
        text="Attachments: 1 new file" if len(files) == 1 else f"Attachments: {len(files)} new files",
        who=f"{writer_in_words(last.uploaded_by, members)}, {moment_in_words(last.uploaded_at)}",
        link="See files",
        address=address_of_section(ATTACHMENTS, reference),
    )


def _comments(reference: str, key: str, comments: list[SectionComment], members: Mapping[int, str]) -> ChangedSection:
    last = comments[0]
    label = label_of(key)
    return ChangedSection(
        text=f"{label}: 1 new comment" if len(comments) == 1 else f"{label}: {len(comments)} new comments",
        who=f"{writer_in_words(last.written_by, members)}, {moment_in_words(last.written_at)}",
        link="Read comments",
        address=f"{address_of_section(key, reference)}#comments",
    )
