"""Everything the state keeps about one application after its decision is released: the records, table by table."""

import json
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from accounts.models import User
from grants.models import Application, BoardDecision, Scorer, SealedPacket
from grants.reads.packet_files import parts_of
from grants.reads.stored_files import content_with_digest
from grants.rules.packet_file import CONTENT, attached_to, chunks_of
from signing.rules import bytes_of


class KeptRecord(NamedTuple):
    """A table of the file: its name there, what its rows are, and columns that are left out."""

    name: str
    about: str
    without: tuple[str, ...] = ()


IN_FILE = {
    "grants.Application": KeptRecord("application", "The application and its status."),
    "grants.Participant": KeptRecord("members", "Its members. Other tables name them by their ID here."),
    "grants.Version": KeptRecord(
        "versions",
        "What was submitted and when, with its digest. The content is in submitted/.",
        ("content", "reading"),
    ),
    "grants.ApplicationStep": KeptRecord("steps", "Every change of its status."),
    "grants.Signature": KeptRecord("signatures", "What each member’s signer signed, and when.", ("linked_email",)),
    "grants.StoredFinding": KeptRecord("findings", "What the checks found."),
    "grants.Explanation": KeptRecord("finding-explanations", "What the applicant said to a finding."),
    "grants.FindingAnswer": KeptRecord("finding-answers", "What officers said to a finding."),
    "grants.Screening": KeptRecord("screenings", "The officers’ judgments of its eligibility."),
    "grants.IneligibilityNotice": KeptRecord("ineligibility-notices", "Notices that it isn’t eligible."),
    "grants.Reinstatement": KeptRecord("reinstatements", "Reinstatements after the screen or the gate."),
    "grants.Review": KeptRecord("reviews", "The officers’ reviews."),
    "grants.Mark": KeptRecord("marks", "The marks of each review by element."),
    "grants.Citation": KeptRecord("mark-citations", "The passages cited for each mark."),
    "grants.Determination": KeptRecord("determinations", "What each officer concluded."),
    "grants.ReviewRequest": KeptRecord("review-requests", "Requests for a review or a reconciliation."),
    "grants.StateAnswer": KeptRecord("state-answers", "The state’s answer."),
    "grants.AnswerConsent": KeptRecord("state-answer-consents", "Whether each officer agreed to the state’s answer."),
    "grants.ScorerAssignment": KeptRecord("assignments", "Who was assigned to score it."),
    "grants.Score": KeptRecord("scores", "Scores by criterion, and votes at the gate."),
    "grants.ScoreCitation": KeptRecord("score-citations", "The passages cited for each score."),
    "grants.EarlierScores": KeptRecord("earlier-scores", "What was submitted before a correction."),
    "grants.MeetingItem": KeptRecord("meetings", "The consensus meeting about it."),
    "grants.ScoreChange": KeptRecord("meeting-changes", "Scores that changed in the meeting, with reasons."),
    "grants.Dissent": KeptRecord("meeting-dissents", "Dissent from the meeting."),
    "grants.FactReply": KeptRecord("fact-replies", "The applicant’s replies on errors of fact."),
    "grants.BoardVote": KeptRecord("board-votes", "The board’s votes."),
    "grants.BoardDecision": KeptRecord("board-decisions", "The board’s decisions, with reasons and conditions."),
    "grants.SlateItem": KeptRecord("board-slates", "The slates that it was on."),
    "grants.DecisionLetter": KeptRecord("letters", "What we told each applicant about the decision."),
    "grants.LetterEdit": KeptRecord("letter-edits", "How officials edited that, with the original words."),
    "grants.Appeal": KeptRecord("appeals", "Appeals and their answers."),
    "grants.ApplicationReturn": KeptRecord("returns", "When the state returned it with questions."),
    "grants.ReturnQuestion": KeptRecord("return-questions", "The state’s questions and the answers."),
    "grants.LateRequest": KeptRecord("late-requests", "Requests to submit late."),
    "grants.Amendment": KeptRecord("amendments", "Amendments and their answers.", ("content",)),
    "grants.Recusal": KeptRecord("recusals", "Conflicts of interest that scorers declared."),
    "grants.ConsideredConnection": KeptRecord("connections", "Connections of scorers that an officer reviewed."),
    "grants.Award": KeptRecord("award", "The award and its status."),
    "grants.Allocation": KeptRecord("allocations", "Each member’s part."),
    "grants.ChecklistItem": KeptRecord("checklist", "What each member had to do before money flowed."),
    "grants.Promise": KeptRecord("promises", "What each member promised."),
    "grants.PromiseChange": KeptRecord("promise-changes", "Proposed changes to promises, and the answers."),
    "grants.PlannedPayment": KeptRecord("payment-schedule", "When the state planned to pay how much."),
    "grants.Claim": KeptRecord("claims", "Claims and payments."),
    "grants.AwardReport": KeptRecord("reports", "The members’ reports."),
    "grants.ReportedPromise": KeptRecord("reported-promises", "What the reports say about each promise."),
}
OF_THE_MEMBERS = "Members’ own writing, which officials don’t read. What they submitted is in submitted/."
OF_THE_MACHINE = "Only says what the portal has to do, or was made from the rest."
NOT_IN_FILE = {
    "grants.Activity": OF_THE_MEMBERS,
    "grants.Answer": OF_THE_MEMBERS,
    "grants.AnswerVersion": OF_THE_MEMBERS,
    "grants.ApplicationSection": OF_THE_MEMBERS,
    "grants.ApplicationVisit": OF_THE_MEMBERS,
    "grants.Attachment": "The files are in submitted/.",
    "grants.BudgetLine": OF_THE_MEMBERS,
    "grants.BudgetLineProposal": OF_THE_MEMBERS,
    "grants.BudgetUpload": OF_THE_MEMBERS,
    "grants.Commitment": OF_THE_MEMBERS,
    "grants.CommitmentProposal": OF_THE_MEMBERS,
    "grants.Partner": OF_THE_MEMBERS,
    "grants.PlanChange": OF_THE_MEMBERS,
    "grants.SectionComment": OF_THE_MEMBERS,
    "grants.DeadlineReminder": OF_THE_MACHINE,
    "grants.Recheck": OF_THE_MACHINE,
    "grants.ReviewPDF": OF_THE_MACHINE,
    "grants.SealedPacket": "The packets are in submitted/.",
    "grants.SigningRequest": "Links and codes that members sign with.",
}


def ways_to_application() -> dict[type[models.Model], str]:
    """Every model whose rows belong to an application, with the shortest lookup that leads to the application."""
    ways: dict[type[models.Model], str] = {Application: ""}
    queue = deque([Application])
    while queue:
        model = queue.popleft()
        for relation in model._meta.related_objects:
            of: Any = relation.related_model
            if of not in ways:
                ways[of] = "__".join(filter(None, [relation.field.name, ways[model]]))
                queue.append(of)
    return ways


def has_file(application: Application) -> bool:
    """Whether officials can download the file of the application: a decision on it was released. One query."""
    return BoardDecision.objects.released().of(application).exists()


def submitted_files(application: Application) -> Iterator[tuple[str, Iterable[bytes]]]:
    """The name and the bytes of what was submitted: the sealed packet of each version.

    Where no one requested that packet yet, the version's content (JSON) and its attachments.
    """
    for version in application.versions.defer("reading").order_by("number"):
        name = f"submitted/version-{version.number}"
        if packet := SealedPacket.objects.with_version(version):
            yield f"{name}.zip", chunks_of(parts_of(packet))
            continue
        yield f"{name}/{CONTENT}", [bytes_of(version.content)]
        for attached, digest in attached_to(version.content):
            yield f"{name}/{attached}", [content_with_digest(digest)]


def record_files(application: Application) -> Iterator[tuple[str, Iterable[bytes]]]:
    """The name and the bytes (JSON) of each table that has rows; one query for each."""
    for model, way in ways_to_application().items():
        if (kept := IN_FILE.get(model._meta.label)) is None:
            continue
        columns = {
            field.name: _source(field) for field in model._meta.concrete_fields if field.name not in kept.without
        }
        of_it = model._base_manager.filter(**{way or "pk": application.pk}).order_by("pk").distinct()
        rows = [dict(zip(columns, row, strict=True)) for row in of_it.values_list(*columns.values())]
        if rows:
            text = json.dumps(rows, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
            yield f"records/{kept.name}.json", [text.encode()]


def _source(field: Any) -> str:
    """People by their names, everything else by its key."""
    if field.related_model is User:
        return f"{field.name}__name"
    return f"{field.name}__person__name" if field.related_model is Scorer else str(field.attname)
