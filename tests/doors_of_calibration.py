# ruff: noqa: E501  # the table is read across
"""The addresses of scorer practice: a part of the table in tests/doors.py."""

from tests.answers import GET, POST
from tests.doors_of_recusals import NO_SUCH_FOR_OFFICERS
from tests.doors_of_scoring import NO_SUCH, OFFICERS, SCORER

ROUND = {"slug": "{reviewed.competition.slug}"}
EXCERPT = ROUND | {"pk": "{anchor.pk}"}
DONE_BY_OFFICERS = "302 403  403 403 302 302 403 403 403  403 403 403 403"
DONE_BY_SCORER = "302 403  403 403 403 403 302 403 403  403 403 403 403"

# fmt: off
DOORS_OF_CALIBRATION = [
    # The answers, in columns:                              public none  adm reg off sec sco boa aud  lead mem pri str
    ("review:round_calibration",  ROUND,                           GET,  OFFICERS),
    ("review:round_calibration",  ROUND,                           POST, OFFICERS),
    ("review:round_calibration",  {"slug": "{draft_round.slug}"},  GET,  NO_SUCH_FOR_OFFICERS),
    ("review:calibration_open",   ROUND,                           POST, DONE_BY_OFFICERS),
    ("review:calibration_close",  ROUND,                           POST, DONE_BY_OFFICERS),
    ("review:anchor_add",         ROUND,                           GET,  OFFICERS),
    ("review:anchor_add",         ROUND,                           POST, OFFICERS),
    ("review:anchor_change",      EXCERPT,                         GET,  OFFICERS),
    ("review:anchor_change",      EXCERPT,                         POST, OFFICERS),
    ("review:anchor_change",      EXCERPT | {"slug": "{competition.slug}"}, GET, NO_SUCH_FOR_OFFICERS),
    ("review:anchor_retire",      EXCERPT,                         GET,  OFFICERS),
    ("review:anchor_retire",      EXCERPT,                         POST, OFFICERS),
    ("review:scorer_calibration", ROUND | {"pk": "{assignment.scorer_id}"},              GET,  OFFICERS),
    ("review:scorer_calibration", ROUND | {"pk": "{assignment.scorer_id}"},              POST, OFFICERS),
    ("review:scorer_calibration", {"slug": "{competition.slug}", "pk": "{assignment.scorer_id}"}, GET, NO_SUCH_FOR_OFFICERS),
    # the scorer
    ("review:scoring_practice",   ROUND,                           GET,  SCORER),
    ("review:scoring_practice",   ROUND,                           POST, DONE_BY_SCORER),
    ("review:scoring_practice",   {"slug": "{competition.slug}"},  GET,  NO_SUCH),
]
# fmt: on
