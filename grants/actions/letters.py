"""Decision letters: officials change their parts before the release, and the release sends them."""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from grants.actions.pen import locked
from grants.models import BoardDecision, DecisionLetter, LetterEdit
from grants.permissions.board import check_can_edit_letter
from grants.reads.letter_proofs import digest_of_letter, digest_of_letter_edit
from grants.reads.letters import letters_of
from grants.rules.letters import edits_to_read_again, problems_with_edit, with_edits
from grants.rules.texts import LONGEST_NOTE, cleaned
from grants.states import DecisionState

SENT = "This decision letter was sent, so it can’t be changed."
NO_DECISION = "Decision letters are about decisions that were countersigned and count."
STALE = "This part of the decision letter changed after you opened this page. Read it again before you change it."
# How many letters are built at a time.
AT_ONCE = 50


@transaction.atomic
def edit_letter(
    *, decision: BoardDecision, part: str, text: str, reason: str, seen: str | None = None, by: User,
    at: datetime.datetime,
) -> LetterEdit:  # fmt: skip
    """Reword a part of the letter. Keeps the text as built, and who changed it, when, and why.

    `seen` is the text that the page showed. Raises Refused or Unready.
    """
    locked(decision.application)
    decision = BoardDecision.objects.select_related("application", "release").get(pk=decision.pk)
    check_can_edit_letter(by, decision, timezone.localdate(at))
    if decision.was_released():
        raise Unready(SENT)
    if decision.state != DecisionState.DECIDED:
        raise Unready(NO_DECISION)
    built, text, reason = letters_of([decision], at)[decision.pk], cleaned(text), cleaned(reason)
    now = {one.key: one for one in with_edits(built.parts, built.edits)}
    if problems := problems_with_edit(now.get(part), text, reason):
        raise Unready(*problems)
    if seen is not None and cleaned(seen) != cleaned(now[part].text):
        raise Unready(STALE)
    edit = LetterEdit.objects.create(
        decision=decision,
        part=part,
        original=next(one.text for one in built.parts if one.key == part),
        text=text,
        reason=reason[:LONGEST_NOTE],
        edited_by=by,
        edited_at=at,
    )
    log.record(
        "letter.edited", decision.application, by=by, at=at,
        edit=edit.pk, part=part, digest=digest_of_letter_edit(edit),
    )  # fmt: skip
    return edit


def send_letters(decisions: Sequence[BoardDecision], *, by: User, at: datetime.datetime) -> None:
    """Store the letters of these decisions as they are at the release. In the caller's transaction.

    Raises Unready if what an official changed was built from words that changed since.
    """
    to_read: list[str] = []
    for start in range(0, len(decisions), AT_ONCE):
        some = decisions[start : start + AT_ONCE]
        letters = letters_of(some, at)
        for decision in some:
            built = letters[decision.pk]
            if edits_to_read_again(built.parts, built.edits):
                to_read.append(decision.application.reference)
                continue
            parts = [
                {"key": one.key, "member": one.member, "heading": one.heading, "text": one.text}
                for one in with_edits(built.parts, built.edits)
            ]
            letter = DecisionLetter(
                decision=decision, application=decision.application, version=built.version, parts=parts, sent_at=at
            )
            letter.digest = digest_of_letter(letter)
            letter.save()
            log.record("letter.sent", decision.application, by=by, at=at, letter=letter.pk, digest=letter.digest)
    if to_read:
        raise Unready(
            f"What reviewers wrote changed after these decision letters were edited: {', '.join(to_read)}. Edit the "
            "marked parts again."
        )
