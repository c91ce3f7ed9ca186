"""The narrative: saving answers while they are written, without overwriting anyone's work."""

import datetime
from collections.abc import Mapping

from django.db import transaction

from accounts.dates import moment_in_words
from accounts.models import User
from accounts.refusals import Refusal, Unready
from audit import log
from grants.actions.pen import locked, section_taken_up, taken_up
from grants.models import Answer, Application
from grants.rules.application import problems_with_answer
from grants.rules.sections import key_of_answer
from grants.rules.texts import cleaned, count_words, on_one_line


@transaction.atomic
def save_answer(
    *,
    answer: Answer,
    text: str,
    revision: int | None = None,
    heading: str | None = None,
    by: User,
    at: datetime.datetime,
) -> Answer:
    """Save the answer. The same text again writes nothing.

    `revision` is the revision that the page was made from; None if the caller has no page. If someone saved another
    answer since, nothing is overwritten and Unready says who and when. Refused if the section isn't this person's.
    """
    section_taken_up(answer.application, key_of_answer(answer.position), by=by, at=at)
    answer = Answer.objects.select_for_update(of=("self",)).select_related("application", "saved_by").get(pk=answer.pk)
    text = cleaned(text)
    heading = answer.heading if heading is None else on_one_line(heading)
    if (text, heading) == (answer.text, answer.heading):
        return answer
    if revision is not None and revision != answer.revision:
        raise Unready(_saved_meanwhile(answer))
    if problems := problems_with_answer(text, heading):
        raise Unready(*problems)
    answer.text, answer.heading = text, heading
    answer.revision += 1
    answer.saved_by, answer.saved_at = by, at
    answer.save(update_fields=["text", "heading", "revision", "saved_by", "saved_at"])
    log.record(
        "answer.saved", answer.application, by=by, at=at, answer=answer.key, revision=answer.revision,
        words=count_words(text),
    )  # fmt: skip
    return answer


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
    application = taken_up(application, by=by, at=at)
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


def _saved_meanwhile(answer: Answer) -> str:
    who = answer.saved_by or "Someone"
    when = moment_in_words(answer.saved_at) if answer.saved_at else "a moment ago"
    return f"{who} saved another answer here ({when}). Nothing was overwritten, and yours isn’t lost."
