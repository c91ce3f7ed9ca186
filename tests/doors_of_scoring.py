# ruff: noqa: E501  # the table is read across
"""The addresses of scoring: a part of the table in tests/doors.py."""

from tests.answers import GET, POST, ROUNDS

# fmt: off
DOORS_OF_SCORING = [
    # The answers, in columns:                              public none  adm reg off sec sco boa aud  lead mem pri str
    ("review:scorer_list",     {"slug": "{changed_round.slug}"},  GET,  ROUNDS),
    ("review:scorer_list",     {"slug": "{draft_round.slug}"},    GET,  "302 403  404 403 404 404 403 403 403  403 403 403 403"),
    ("review:scorer_invite",   {"slug": "{changed_round.slug}"},  POST, "302 403  403 403 404 404 403 403 403  403 403 403 403"),
    ("review:scorer_withdraw", {"slug": "{changed_round.slug}", "pk": "{other_scorer_of_round.pk}"}, GET,  "302 403  403 403 200 200 403 403 403  403 403 403 403"),
    ("review:scorer_withdraw", {"slug": "{changed_round.slug}", "pk": "{other_scorer_of_round.pk}"}, POST, "302 403  403 403 200 200 403 403 403  403 403 403 403"),
    ("review:scorer_withdraw", {"slug": "{competition.slug}", "pk": "{other_scorer_of_round.pk}"}, GET, "302 403  403 403 404 404 403 403 403  403 403 403 403"),
    # invited, one's own
    ("review:scorer_answer",   {"slug": "{changed_round.slug}"},  GET,  "302 403  403 403 403 403 200 403 403  403 403 403 403"),
    ("review:scorer_answer",   {"slug": "{changed_round.slug}"},  POST, "302 403  403 403 403 403 200 403 403  403 403 403 403"),
    ("review:scorer_answer",   {"slug": "{competition.slug}"},    GET,  "302 403  403 403 403 403 404 403 403  403 403 403 403"),
    ("review:scorer_leave",    {"slug": "{changed_round.slug}"},  GET,  "302 403  403 403 403 403 200 403 403  403 403 403 403"),
    ("review:scorer_leave",    {"slug": "{changed_round.slug}"},  POST, "302 403  403 403 403 403 200 403 403  403 403 403 403"),
    ("review:scorer_decline",  {"slug": "{changed_round.slug}"},  POST, "302 403  403 403 403 403 302 403 403  403 403 403 403"),
]
# fmt: on
