"""The facts about an application that the board reads, and how far the applicants of a round are with replying."""

import datetime

from grants.models import Application, AwardRelease, BoardDecision, Competition, FactReply, ReplyWindow, Version
from grants.models.application import ApplicationQuerySet
from grants.models.board import before_board
from grants.reads.letters import findings_to_send
from grants.rules.fact_replies import BoardFact, facts_for_board, reason_not_to_open


def facts_of_application(application: Application) -> list[BoardFact]:
    """What the board reads of it and the applicant can correct; two queries. Nothing before it was submitted."""
    version = application.latest_version(with_content=True)
    return facts_in_version(version) if version else []


def facts_in_version(version: Version) -> list[BoardFact]:
    """The same of a version with its content; one query."""
    findings = findings_to_send([version])[version.application_id]
    return facts_for_board(version.content, version.reading, [(one.key, one.sentence) for one in findings])


def window_of(competition: Competition) -> ReplyWindow | None:
    """When the applicants of the round can reply, if officials opened that. One query."""
    return ReplyWindow.objects.filter(competition=competition).first()


def why_not_opened(competition: Competition, at: datetime.datetime) -> str:
    """Why the applicants of the round can't correct facts now; "" if officials may let them. Three queries."""
    after, decided = competition.reviewed_after, BoardDecision.objects.of_round(competition).counted().order_by()
    submitted = applications_to_ask(competition)
    return reason_not_to_open(
        is_reviewed=not competition.is_draft and after is not None and at > after,
        is_released=AwardRelease.objects.of_round(competition).confirmed().exists(),
        is_decided=submitted.exists() and not submitted.exclude(pk__in=decided.values("application")).exists(),
    )


def applications_to_ask(competition: Competition) -> ApplicationQuerySet:
    """The applications whose members are emailed when applicants can correct facts."""
    return Application.objects.submitted().filter(competition=competition)


def replied_in(competition: Competition, reader: object) -> tuple[int, int]:
    """How many applications that the reader may know of are submitted, and how many replied. Two queries."""
    known = before_board(reader).filter(competition=competition)  # type: ignore[arg-type]
    replies = FactReply.objects.filter(application__in=known.order_by().values("pk")).exclude(text="")
    return known.count(), replies.order_by().values("application").distinct().count()
