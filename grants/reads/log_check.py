"""Checking the whole log: its chain, its protection, and everything that its entries prove. Used by the command and by
the auditors' button."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from typing import NamedTuple

from audit.log import first_flaw, is_keyed, missing_triggers
from audit.models import Entry, Head
from grants.reads.board_proofs import BOARD_DECISIONS, BOARD_VOTES, RELEASES
from grants.reads.letter_proofs import LETTER_EDITS, LETTERS
from grants.reads.packet_files import first_packet_without_proof
from grants.reads.proofs import (
    EXPLANATIONS,
    FINDING_ANSWERS,
    MARKS,
    SCORES,
    STATE_ANSWERS,
    LogEntry,
    first_determination_without_proof,
    first_signature_without_proof,
    first_version_without_proof,
)
from grants.reads.proofs_of_appeals import APPEALS
from grants.reads.proofs_of_assignments import first_assignment_without_proof, first_earlier_scores_without_proof
from grants.reads.proofs_of_awards import AWARDS, CLAIMS, PROMISE_CHANGES, REPORTS
from grants.reads.proofs_of_calibration import ANCHOR_SCORES, ANCHORS, CALIBRATIONS, TALKS
from grants.reads.proofs_of_meetings import CHANGES, DISSENTS, ITEMS, MEETINGS
from grants.reads.proofs_of_scorers import OFFERS, RECUSALS, SCORERS
from grants.reads.screen_proofs import NOTICES, REINSTATEMENTS, SCREENINGS
from grants.reads.slates import SLATES

# What the log's entries prove, by their events.
PROOFS = {
    ("application.submitted",): first_version_without_proof,
    ("packet.sealed",): first_packet_without_proof,
    ("application.signed",): first_signature_without_proof,
    ("review.marked", "review.citation_taken_back", "review.citation_restored"): MARKS.first_without_proof,
    ("finding.explained",): EXPLANATIONS.first_without_proof,
    ("review.finding_answered",): FINDING_ANSWERS.first_without_proof,
    ("scoring.saved", "scoring.cited", "scoring.citation_removed", "scoring.citation_restored"): (
        SCORES.first_without_proof
    ),
    ("scoring.assigned", "scoring.submitted", "scoring.reopened", "scoring.ended", "scoring.excluded"): (
        first_assignment_without_proof
    ),
    ("scoring.kept",): first_earlier_scores_without_proof,
    ("scorer.invited", "scorer.accepted", "scorer.agreed", "scorer.declined", "scorer.withdrawn"): (
        SCORERS.first_without_proof
    ),
    ("scorer.offered", "scorer.offer_invited", "scorer.offer_declined", "scorer.offer_withdrawn"): (
        OFFERS.first_without_proof
    ),
    ("scorer.conflict_declared",): RECUSALS.first_without_proof,
    ("calibration.set_up", "calibration.opened", "calibration.closed"): CALIBRATIONS.first_without_proof,
    ("calibration.excerpt_added", "calibration.excerpt_changed", "calibration.excerpt_retired"): (
        ANCHORS.first_without_proof
    ),
    ("calibration.scored",): ANCHOR_SCORES.first_without_proof,
    ("calibration.cleared",): TALKS.first_without_proof,
    ("review.determined",): first_determination_without_proof,
    ("answer.proposed", "answer.agreed", "answer.recorded", "answer.replaced", "answer.declined", "answer.canceled"): (
        STATE_ANSWERS.first_without_proof
    ),
    ("board.voted",): BOARD_VOTES.first_without_proof,
    (
        "board.proposed",
        "board.decided",
        "board.replaced",
        "board.canceled",
        "board.released",
        "stage.result_recorded",
        "stage.result_canceled",
    ): BOARD_DECISIONS.first_without_proof,
    (
        "slate.prepared",
        "slate.voted",
        "slate.application_taken_off",
        "slate.entered",
        "slate.decided",
        "slate.reopened",
        "slate.withdrawn",
    ): SLATES.first_without_proof,
    ("screen.recorded", "screen.replaced"): SCREENINGS.first_without_proof,
    ("screen.informed",): NOTICES.first_without_proof,
    ("reinstatement.proposed", "reinstatement.confirmed", "reinstatement.canceled"): REINSTATEMENTS.first_without_proof,
    ("meeting.opened", "meeting.closed"): MEETINGS.first_without_proof,
    ("meeting.application_closed",): ITEMS.first_without_proof,
    ("meeting.score_changed", "meeting.change_confirmed", "meeting.change_withdrawn"): CHANGES.first_without_proof,
    ("meeting.dissented",): DISSENTS.first_without_proof,
    ("letter.edited",): LETTER_EDITS.first_without_proof,
    ("letter.sent",): LETTERS.first_without_proof,
    ("appeal.filed", "appeal.assigned", "appeal.answered"): APPEALS.first_without_proof,
    ("awards.prepared", "awards.released", "awards.canceled"): RELEASES.first_without_proof,
    (
        "award.made",
        "award.changed",
        "award.paused",
        "award.revoked",
        "award.allocated",
        "award.allocation_accepted",
        "award.checklist_recorded",
        "award.started",
        "award.promise_changed",
        "award.amended",
        "award.closed",
        "award.payments_planned",
        "award.reopened",
    ): AWARDS.first_without_proof,
    ("award.claimed", "award.claim_answered", "award.claim_paid"): CLAIMS.first_without_proof,
    (
        "award.promise_change_proposed",
        "award.promise_change_agreed",
        "award.promise_change_canceled",
        "award.promise_change_answered",
    ): PROMISE_CHANGES.first_without_proof,
    ("award.report_saved", "award.reported", "award.report_answered", "award.report_reminder"): (
        REPORTS.first_without_proof
    ),
}
# After how many entries the caller hears how far the check is.
STEP = 5_000


class CheckedLog(NamedTuple):
    """What a check of the log found: how many entries it has, the digest of the last one, and the first fault."""

    entries: int
    digest: str
    flaw: str  # in words; empty if there is none


class Progress(NamedTuple):
    """How far a check is."""

    entries: int  # of the log, when the check began
    read: int
    compared: int  # kinds of records that were compared with the log, of all that it proves


def _say_nothing(progress: Progress) -> None:
    """Ignore the progress."""


def check_log(*, new: bool = False, say: Callable[[Progress], object] = _say_nothing) -> CheckedLog:
    """Read the whole log, entry by entry, in constant memory, and then everything that it proves.

    `new`: the portal was just set up, so the log may be empty or not yet signed. Raises DatabaseError if the log cannot
    be read.
    """
    head, last = Head.objects.and_last_number()
    number = head.number if head else 0
    flaw = _flaw_of_chain(head, last, number, say) or _flaw_around(head, new=new)
    if not flaw:
        flaw = _first_without_proof(number, say)
    return CheckedLog(number, head.digest if head else "", flaw)


def _flaw_of_chain(head: Head | None, last: int | None, number: int, say: Callable[[Progress], object]) -> str:
    # Entries added while this runs are left for the next check.
    entries = Entry.objects.filter(number__lte=number).order_by("number")
    with closing(entries.iterator(chunk_size=2000)) as rows:  # type: ignore[type-var]  # a generator
        flaw = first_flaw(_counted(rows, number, say), head, last=last)
    return f"The log is broken. {flaw}" if flaw else ""


def _counted(rows: Iterable[Entry], number: int, say: Callable[[Progress], object]) -> Iterator[Entry]:
    for read, entry in enumerate(rows):
        if read % STEP == 0:
            say(Progress(number, read, 0))
        yield entry


def _flaw_around(head: Head | None, *, new: bool) -> str:
    if missing := missing_triggers():
        return (
            f"The log is not protected: the database lacks {', '.join(missing)}. Find out who removed it, and make it "
            "again as audit/migrations/0002_append_only.py does."
        )
    if head and not head.number and not new:
        return "The log is empty. If this portal was just set up, run verify_audit --new; if not, restore a backup."
    if head and head.number and not is_keyed(head.digest) and not new:
        return (
            "The last entry is not signed with AUDIT_KEY. If you have just set the key, run verify_audit --new until "
            "the next entry is written. If not, someone has rewritten the log."
        )
    return ""


def _first_without_proof(number: int, say: Callable[[Progress], object]) -> str:
    known = Entry.objects.filter(number__lte=number).order_by("number")
    for compared, (events, first_without_proof) in enumerate(PROOFS.items()):
        say(Progress(number, number, compared))
        told = known.filter(event__in=events).values_list("subject", "at", "detail")
        if flaw := first_without_proof(LogEntry(*entry) for entry in told.iterator()):
            return flaw
    return ""
