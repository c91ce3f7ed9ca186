"""The narrative: saving answers while they are written without overwriting anyone's work, and restoring texts."""

import datetime
from collections.abc import Mapping
from typing import NamedTuple

from django.db import transaction

from accounts.dates import moment_in_words
from accounts.models import User
from accounts.refusals import Refusal, Unready
from audit import log
from grants.actions.pen import locked, section_taken_up, taken_up
from grants.models import Answer, AnswerVersion, Application
from grants.reads.writers import answers_to_copy
from grants.rules.application import problems_with_answer
from grants.rules.sections import WHOLE, digest_of_answer, key_of_answer
from grants.rules.texts import cleaned, count_words, on_one_line
from grants.rules.versions import continues


class SavedMeanwhile(Unready):
    """Someone saved another text after this page was opened. `answer` is what is saved now."""

    def __init__(self, answer: Answer) -> None:
        who = answer.saved_by or "Someone"
        when = moment_in_words(answer.saved_at) if answer.saved_at else "a moment ago"
        super().__init__(f"{who} saved another answer here ({when}). We kept both answers.")
        self.answer = answer


class TextSource(NamedTuple):
    """What a saved text repeats: the number of an earlier version, or the reference of an earlier application."""

    version: int | None = None
    application: str = ""


WRITTEN = TextSource()


@transaction.atomic
def save_answer(
    *,
    answer: Answer,
    text: str,
    revision: int | None = None,
    heading: str | None = None,
    source: TextSource = WRITTEN,
    by: User,
    at: datetime.datetime,
) -> Answer:
    """Save the answer, and keep its text as a version. The same text again writes nothing.

    `revision` is the revision that the page was made from; None if the caller has no page. If someone saved another
    answer since, nothing is overwritten and SavedMeanwhile says who and when. Refused if the section isn't this
    person's.
    """
    application = section_taken_up(answer.application, key_of_answer(answer.position), by=by, at=at)
    answer = Answer.objects.select_for_update(of=("self",)).select_related("saved_by").get(pk=answer.pk)
    answer.application = application
    text = cleaned(text)
    heading = answer.heading if heading is None else on_one_line(heading)
    if (text, heading) == (answer.text, answer.heading):
        return answer
    if revision is not None and revision != answer.revision:
        raise SavedMeanwhile(answer)
    if problems := problems_with_answer(text, heading):
        raise Unready(*problems)
    words = write_text(answer, text, heading, source, by=by, at=at)
    log.record(
        "answer.saved", answer.application, by=by, at=at, answer=answer.key, revision=answer.revision, words=words,
        **({"copied_from": source.application} if source.application else {}),
        **({"restored_from": source.version} if source.version else {}),
    )  # fmt: skip
    return answer


def restore_answer(*, answer: Answer, number: int, revision: int, by: User, at: datetime.datetime) -> Answer:
    """Save the text of an earlier version again, as a new version. Raises Refused, SavedMeanwhile, or Unready."""
    version = answer.versions.filter(number=number).first()
    if version is None:
        raise Unready("We couldn’t find that version. Choose one from the history.")
    return save_answer(
        answer=answer, text=version.text, heading=version.heading, revision=revision, source=TextSource(number), by=by,
        at=at,
    )  # fmt: skip


@transaction.atomic
def save_answers(
    *, application: Application, texts: Mapping[int, tuple[str, int]], by: User, at: datetime.datetime
) -> dict[int, Refusal]:
    """Save each of these answers separately; each position has a text and the revision that the page was made from.

    Returns the problems by position; all other answers are saved.
    """
    application = locked(application)
    problems: dict[int, Refusal] = {}
    for answer in application.answers.all():
        if answer.position in texts:
            text, revision = texts[answer.position]
            try:
                save_answer(answer=answer, text=text, revision=revision, by=by, at=at)
            except Refusal as no:
                problems[answer.position] = no
    return problems


@transaction.atomic
def add_text(
    *, application: Application, heading: str, text: str, element: int | None = None, by: User, at: datetime.datetime
) -> Answer:
    """Add another text to the narrative: a preface, or a second text for a question."""
    application = taken_up(application, WHOLE, by=by, at=at)
    text, heading = cleaned(text), on_one_line(heading)
    if problems := problems_with_answer(text, heading):
        raise Unready(*problems)
    last = application.answers.order_by("-position").values_list("position", flat=True).first() or 0
    answer = Answer.objects.create(
        application=application,
        element=element,
        heading=heading,
        text=text,
        position=max(last, 9) + 1,
        revision=1,
        saved_by=by,
        saved_at=at,
    )
    log.record("answer.added", application, by=by, at=at, answer=answer.key, words=count_words(text))
    return answer


def copy_answer(*, answer: Answer, reference: str, revision: int, by: User, at: datetime.datetime) -> Answer:
    """Save the answer that another application of the same consortium gives to this question, as a new version.

    Raises Refused, SavedMeanwhile, or Unready; Unready also if the person doesn't take part in that application.
    """
    source = answers_to_copy(answer, by).filter(application__reference=reference).first()
    if source is None:
        raise Unready("We couldn’t find that answer. Choose one from the list.")
    return save_answer(
        answer=answer, text=source.text, heading=source.heading, revision=revision,
        source=TextSource(application=reference), by=by, at=at,
    )  # fmt: skip


def write_text(
    answer: Answer, text: str, heading: str, source: TextSource = WRITTEN, *, by: User, at: datetime.datetime
) -> int:
    """Store the text as a version and return its number of words. The caller has checked who, when, and what."""
    latest = _version_of_stored(answer, at)
    answer.text, answer.heading = text, heading
    answer.revision += 1
    answer.saved_by, answer.saved_at = by, at
    answer.save(update_fields=["text", "heading", "revision", "saved_by", "saved_at"])
    return _keep_version(answer, latest, source, at)


def _version_of_stored(answer: Answer, at: datetime.datetime) -> AnswerVersion | None:
    """The version of what is stored now; made first where a file, or a release that kept no versions, wrote it."""
    latest = answer.versions.without_texts().order_by("number").last()
    digest = digest_of_answer(answer.heading, answer.text)
    if (latest.digest == digest) if latest else not (answer.text or answer.heading):
        return latest
    saved_at = answer.saved_at or answer.application.started_at
    return _new_version(answer, latest, WRITTEN, min(saved_at, at), answer.saved_by)


def _keep_version(answer: Answer, latest: AnswerVersion | None, source: TextSource, at: datetime.datetime) -> int:
    """Keep what was just saved: in the version that the same person began, or as a new one. Returns its words."""
    words = count_words(answer.text)
    if latest and source == WRITTEN == TextSource(latest.restored_from, latest.copied_from) and continues(
        is_same_person=latest.saved_by_id == answer.saved_by_id, began_at=latest.began_at, at=at,
        words_before=latest.words, words=words,
    ):  # fmt: skip
        latest.heading, latest.text, latest.words, latest.saved_at = answer.heading, answer.text, words, at
        latest.digest = digest_of_answer(answer.heading, answer.text)
        latest.save(update_fields=["heading", "text", "words", "saved_at", "digest"])
    else:
        _new_version(answer, latest, source, at, answer.saved_by)
    return words


def _new_version(
    answer: Answer, latest: AnswerVersion | None, source: TextSource, at: datetime.datetime, by: User | None
) -> AnswerVersion:
    return AnswerVersion.objects.create(
        answer=answer,
        number=latest.number + 1 if latest else 1,
        heading=answer.heading,
        text=answer.text,
        words=count_words(answer.text),
        digest=digest_of_answer(answer.heading, answer.text),
        began_at=at,
        saved_at=at,
        saved_by=by,
        restored_from=source.version,
        copied_from=source.application,
    )
