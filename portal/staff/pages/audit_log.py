"""What the audit log's page shows of an entry: its event and its details under the names that pages use."""

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.text import capfirst

from audit.models import Entry

# Events whose stored name isn't what pages call them; `membership.left` and the like are read word by word.
EVENT_LABELS = {
    "appeal.answered": "Appeal answered",
    "appeal.assigned": "Official chosen to answer an appeal",
    "appeal.filed": "Appeal filed",
    "facts.closed": "Correcting facts ended by the release",
    "facts.opened": "Deadline for correcting facts set",
    "facts.replied": "Facts corrected by the applicant",
    "letter.edited": "Decision letter changed",
    "letter.sent": "Decision letter sent",
    "address.verified": "Email address verified",
    "application.handed_over": "Application reassigned",
    "application.returned": "Application returned with questions",
    "application.return_answered": "State’s questions answered",
    "application.return_extended": "More time to answer the state’s questions",
    "application.return_reminded": "Reminder to answer the state’s questions",
    "application.return_withdrawn": "State’s questions withdrawn",
    "application.return_written": "Answers to the state’s questions saved",
    "application.rechecked": "Application checked again",
    "application.taken": "Application assigned",
    "competition.changed": "Rules of a round changed",
    "competition.discarded": "Draft of a round discarded",
    "competition.drafted": "Draft of a round started",
    "competition.edited": "Draft of a round edited",
    "competition.seed_drawn": "Seed of the lots drawn for a round",
    "intent.changed": "Intent to apply changed",
    "intent.reminded": "Reminder after an intent to apply sent",
    "intent.stated": "Intent to apply stated",
    "intent.withdrawn": "Intent to apply withdrawn",
    "case.loaded": "Application file loaded",
    "component.changed": "Service agency membership changed",
    "component.entered": "Service agency membership entered",
    "component.registered": "Service agency membership registered",
    "component.removed": "Service agency membership removed",
    "components.recorded": "Service agency memberships imported",
    "consortium.end_blocked": "Scheduled change of a consortium not carried out",
    "consortium.end_canceled": "Scheduled change of a consortium canceled",
    "consortium.end_scheduled": "Change of a consortium scheduled",
    "consortium.proposal_edited": "Consortium proposal edited",
    "consortium.refused": "Consortium proposal declined",
    "consortium.resubmitted": "Consortium proposal resubmitted",
    "consortium.total_stated": "Consortium total recorded",
    "consortium.withdrawn": "Consortium proposal withdrawn",
    "county_shapes.recorded": "County boundaries recorded",
    "delegation.accepted": "Delegated permissions accepted",
    "delivery.left": "Import discarded",
    "delivery.looked_at": "Import previewed",
    "delivery.undone": "Import undone",
    "district.end_blocked": "Scheduled change of a district not carried out",
    "district.end_canceled": "Scheduled change of a district canceled",
    "district.end_scheduled": "Change of a district scheduled",
    "districts.classified": "Small and rural status updated",
    "ending.taken_back": "Closure undone",
    "email_template.changed": "Text of an email changed",
    "fact.dispute_refused": "Reported error declined",
    "fact.dispute_withdrawn": "Reported error withdrawn",
    "fact.disputed": "Error reported",
    "file.taken": "File downloaded",
    "introduction.asked": "Introduction requested",
    "letter.sent_again": "Email sent again",
    "membership.claimed": "Membership invitation or request sent",
    "membership.expired": "Membership invitation expired",
    "membership.left": "Membership end date recorded",
    "membership.paper_added": "Membership document added",
    "membership.stays": "Membership departure canceled",
    "official_files.recorded": "Official files imported",
    "packet.sealed": "Submission packet created",
    "person.named": "Person added",
    "post.ended": "Appointment ended",
    "post.given": "Appointment started",
    "regions.recorded": "Regions imported",
    "reminder.written": "Reminder sent",
    "review.citation_taken_back": "Review citation removed",
    "review.continued": "Review continued with a newer version",
    "role.given": "Role assigned",
    "scorer.accepted": "Invitation to score accepted",
    "scorer.agreed": "Scorer agreement signed",
    "scorer.conflict_declared": "Conflict of interest of a scorer recorded",
    "meeting.application_closed": "Application closed in a consensus meeting",
    "meeting.change_confirmed": "Change of a score confirmed by its scorer",
    "meeting.change_withdrawn": "Change of a score withdrawn",
    "meeting.closed": "Consensus meeting closed",
    "meeting.dissented": "Dissent in a consensus meeting recorded",
    "meeting.opened": "Consensus meeting opened",
    "meeting.score_changed": "Score changed in a consensus meeting",
    "scorer.declined": "Invitation to score declined",
    "scorer.invited": "Scorer invited",
    "scorer.withdrawn": "Scorer withdrawn",
    "funding.passed_over": "Reason for passing over the order of a ranking saved",
    "funding.removed": "Scenario of a funding line removed",
    "funding.saved": "Scenario of a funding line saved",
    "scoring.assigned": "Application assigned to a scorer",
    "scoring.citation_removed": "Citation of a score removed",
    "scoring.citation_restored": "Citation of a score restored",
    "scoring.cited": "Citation added to a score",
    "scoring.ended": "Assignment to a scorer ended",
    "scoring.excluded": "Scores excluded for a conflict of interest",
    "scoring.pair_decided": "Pair of a proposal decided by hand",
    "scoring.proposal_confirmed": "Proposed assignments confirmed",
    "scoring.proposed": "Assignments of scorers proposed",
    "scoring.closing_set": "Closing date of a stage of scoring set",
    "scoring.kept": "Scores of before a correction kept",
    "scoring.reopened": "Scores reopened for a correction",
    "scoring.ranked": "Ranking of a round computed",
    "scoring.ranking_asked": "Ranking of a round requested",
    "scoring.saved": "Score saved",
    "scoring.set_up": "Scoring settings of a round changed",
    "scoring.stage_closed": "Stage of scoring closed",
    "scoring.stage_reopened": "Stage of scoring reopened",
    "scoring.submitted": "Scores submitted",
    "stage.result_recorded": "Result of the screen or the gate recorded",
    "stage.result_canceled": "Result of the screen or the gate canceled",
    "second_step.reset": "Two-step sign-in reset",
    "second_step.reset_asked": "Reset of two-step sign-in requested",
    "second_step.reset_canceled": "Reset of two-step sign-in canceled",
    "security.code_failed": "Wrong sign-in code",
    "security.password_changed": "Password changed",
    "security.password_reset": "Password reset by email",
    "security.password_set": "Password set",
    "security.recovery_codes_generated": "New recovery codes",
    "security.reset_asked": "Password reset requested",
    "security.sessions_ended": "Other sessions signed out",
    "security.signed_out": "Signed out",
    "security.totp_activated": "Authenticator app set up",
    "security.totp_deactivated": "Authenticator app removed",
    "security.webauthn_added": "Passkey or security key added",
    "security.webauthn_removed": "Passkey or security key removed",
    "signing.link_astray": "Signing link reached someone else",
    "signing.link_opened": "Signing link opened",
    "wish.stated": "Need or offer added",
    "wish.withdrawn": "Need or offer removed",
}
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


class AuditRow(NamedTuple):
    """An entry with its event and its details (name and stored value) as the page calls them."""

    entry: Entry
    event: str
    details: list[tuple[str, object]]


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


def audit_rows(entries: Iterable[Entry], drafts: Drafts) -> list[AuditRow]:
    """The rows of the audit log's table."""
    return [
        AuditRow(
            entry,
            event_label(entry.event),
            [("details", words)]
            if (words := drafts.words_for(entry))
            else [(detail_label(name), value) for name, value in entry.details],
        )
        for entry in entries
    ]


def event_label(event: str) -> str:
    """What the page calls an event: “Appointment started” for `post.given`."""
    return EVENT_LABELS.get(event) or capfirst(event.replace(".", " ").replace("_", " "))


def detail_label(name: str) -> str:
    """What the page calls a stored detail: “permissions” for `powers`, “ends on” for `ends_on`."""
    return DETAIL_LABELS.get(name, name.replace("_", " "))
