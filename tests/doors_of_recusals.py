# ruff: noqa: E501  # the table is read across
"""The addresses of conflicts of scorers: a part of the table in tests/doors.py."""

from tests.answers import GET, POST
from tests.doors_of_scoring import NO_SUCH, OFFICERS, SCORER

NO_SUCH_FOR_OFFICERS = "302 403  403 403 404 404 403 403 403  403 403 403 403"
ASSIGNMENT = {"slug": "{reviewed.competition.slug}", "reference": "{reviewed.reference}", "pk": "{assignment.pk}"}

# fmt: off
DOORS_OF_RECUSALS = [
    # The answers, in columns:                              public none  adm reg off sec sco boa aud  lead mem pri str
    ("review:scorer_connections",    {"slug": "{changed_round.slug}", "pk": "{scorer.pk}"},  GET,  OFFICERS),
    ("review:scorer_connections",    {"slug": "{changed_round.slug}", "pk": "{scorer.pk}"},  POST, OFFICERS),
    ("review:scorer_connections",    {"slug": "{changed_round.slug}", "pk": "{officer.pk}"}, GET,  NO_SUCH_FOR_OFFICERS),
    ("review:scorer_connections",    {"slug": "{draft_round.slug}", "pk": "{scorer.pk}"},    GET,  NO_SUCH_FOR_OFFICERS),
    ("review:scores_exclude",        ASSIGNMENT,                                             GET,  NO_SUCH_FOR_OFFICERS),
    ("review:scores_exclude",        ASSIGNMENT,                                             POST, NO_SUCH_FOR_OFFICERS),
    # the scorer
    ("review:application_conflict",  {"reference": "{reviewed.reference}"},                  GET,  SCORER),
    ("review:application_conflict",  {"reference": "{reviewed.reference}"},                  POST, SCORER),
    ("review:application_conflict",  {"reference": "{submitted.reference}"},                 GET,  NO_SUCH),
    ("review:application_conflict",  {"reference": "{draft.reference}"},                     GET,  NO_SUCH),
    ("review:organization_conflict", {"slug": "{changed_round.slug}"},                       GET,  SCORER),
    ("review:organization_conflict", {"slug": "{changed_round.slug}"},                       POST, SCORER),
    ("review:organization_conflict", {"slug": "{competition.slug}"},                         GET,  NO_SUCH),
]
# fmt: on
