"""Whether agreed scores, what scorers gave, and talks are still what the audit log says: they open scoring."""

from grants.models import Anchor, AnchorScore, CalibrationSet, CalibrationTalk
from grants.reads.proofs import ProvedKind, moment_in_log
from signing.rules import digest_of


def digest_of_calibration(calibration: CalibrationSet) -> str:
    """The digest of a round's tolerance, of how often excerpts come again, and of who opened it."""
    return digest_of(
        {
            "round": calibration.competition_id,
            "tolerance": calibration.tolerance,
            "repeat_every": calibration.repeat_every,
            "opened": [calibration.opened_by_id, moment_in_log(calibration.opened_at)],
        }
    )


def digest_of_anchor(anchor: Anchor) -> str:
    """The digest of an excerpt with its agreed score, and of whether it is in use."""
    return digest_of(
        {
            "calibration": anchor.calibration_id,
            "criterion": anchor.criterion_id,
            "title": anchor.title,
            "excerpt": anchor.excerpt,
            "level": anchor.level,
            "reasons": anchor.reasons,
            "is_for_checks": anchor.is_for_checks,
            "written": [anchor.written_by_id, moment_in_log(anchor.written_at)],
            "retired": [anchor.retired_by_id, moment_in_log(anchor.retired_at), anchor.retire_reason],
        }
    )


def digest_of_anchor_score(score: AnchorScore) -> str:
    """The digest of what a scorer gave an excerpt."""
    return digest_of(
        {
            "scorer": score.scorer_id,
            "excerpt": score.anchor_id,
            "occasion": score.occasion,
            "level": score.level,
            "reason": score.reason,
            "at": moment_in_log(score.scored_at),
        }
    )


def digest_of_talk(talk: CalibrationTalk) -> str:
    """The digest of an officer's talk with a scorer."""
    return digest_of(
        {
            "scorer": talk.scorer_id,
            "note": talk.note,
            "by": talk.cleared_by_id,
            "at": moment_in_log(talk.cleared_at),
        }
    )


CALIBRATIONS = ProvedKind(
    key="calibration",
    rows=lambda: CalibrationSet.objects.select_related("competition"),
    name=lambda row: f"The calibration of {row.competition}",
    digest=digest_of_calibration,
    at=lambda row: row.opened_at,
    competition=lambda row: row.competition,
)
ANCHORS = ProvedKind(
    key="excerpt",
    rows=lambda: Anchor.objects.select_related("calibration__competition"),
    name=lambda row: f"Practice excerpt {row.pk}",
    digest=digest_of_anchor,
    at=lambda row: row.written_at,
    competition=lambda row: row.calibration.competition,
)
ANCHOR_SCORES = ProvedKind(
    key="anchor_score",
    rows=lambda: AnchorScore.objects.select_related("scorer__competition"),
    name=lambda row: f"Score {row.pk} of a practice excerpt",
    digest=digest_of_anchor_score,
    at=lambda row: row.scored_at,
    competition=lambda row: row.scorer.competition,
)
TALKS = ProvedKind(
    key="talk",
    rows=lambda: CalibrationTalk.objects.select_related("scorer__competition"),
    name=lambda row: f"Talk {row.pk} with a scorer",
    digest=digest_of_talk,
    at=lambda row: row.cleared_at,
    competition=lambda row: row.scorer.competition,
)
