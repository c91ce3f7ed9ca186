# ruff: noqa: E501  # the table is read across
"""The addresses of a round's ranking: a part of the table in tests/doors.py."""

from tests.answers import DESK, GET, POST

# fmt: off
DOORS_OF_RANKINGS = [
    # The answers, in columns:                              public none  adm reg off sec sco boa aud  lead mem pri str
    ("review:round_ranking",   {"slug": "{reviewed.competition.slug}"}, GET,  DESK),
    ("review:round_ranking",   {"slug": "{draft_round.slug}"},          GET,  "302 403  404 403 404 404 403 403 404  403 403 403 403"),
    ("review:funding_line",    {"slug": "{reviewed.competition.slug}"}, GET,  DESK),
    ("review:funding_line",    {"slug": "{draft_round.slug}"},          GET,  "302 403  404 403 404 404 403 403 404  403 403 403 403"),
    # no ranking is computed
    ("review:ranking_csv",     {"slug": "{reviewed.competition.slug}"}, GET,  "302 403  404 403 404 404 403 403 404  403 403 403 403"),
    ("review:funding_line_csv", {"slug": "{reviewed.competition.slug}"}, GET, "302 403  404 403 404 404 403 403 404  403 403 403 403"),
    ("review:funding_save",    {"slug": "{reviewed.competition.slug}"}, POST, "302 403  422 403 422 422 403 403 403  403 403 403 403"),
    ("review:funding_remove",  {"slug": "{reviewed.competition.slug}", "pk": "1"}, POST, "302 403  302 403 302 302 403 403 403  403 403 403 403"),
    ("review:funding_rank",    {"slug": "{reviewed.competition.slug}"}, POST, "302 403  302 403 302 302 403 403 403  403 403 403 403"),
    ("review:funding_pass_over", {"slug": "{reviewed.competition.slug}"}, POST, "302 403  422 403 422 422 403 403 403  403 403 403 403"),
    ("review:ranking_seed",    {"slug": "{reviewed.competition.slug}"}, POST, "302 403  302 403 302 302 403 403 403  403 403 403 403"),
    ("review:ranking_compute", {"slug": "{reviewed.competition.slug}"}, POST, "302 403  302 403 302 302 403 403 403  403 403 403 403"),
]
# fmt: on
