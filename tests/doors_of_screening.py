# ruff: noqa: E501  # the table is read across
"""The addresses of the eligibility screen and of reinstatements: a part of the table in tests/doors.py."""

from tests.answers import GET, POST, ROUNDS

ROUND = {"slug": "{reviewed.competition.slug}"}
REVIEWED = ROUND | {"reference": "{reviewed.reference}"}
OFFICERS = "302 403  403 403 200 200 403 403 403  403 403 403 403"
NO_SUCH = "302 403  403 403 404 404 403 403 403  403 403 403 403"
NOT_FOR_KEEPERS = "302 403  404 403 404 404 403 403 403  403 403 403 403"
NO_MEETING = ROUND | {"pk": "0"}
NO_MINUTES = "302 403  404 403 404 404 404 403 404  403 403 403 403"
NOT_IN_MEETING = "302 403  403 403 404 404 404 403 403  403 403 403 403"

# fmt: off
DOORS_OF_SCREENING = [
    # The answers, in columns:                              public none  adm reg off sec sco boa aud  lead mem pri str
    ("review:screening_list",        ROUND,                                   GET,  OFFICERS),
    ("review:screening_list",        ROUND,                                   POST, "302 403  403 403 302 302 403 403 403  403 403 403 403"),
    ("review:screening_list",        {"slug": "{draft_round.slug}"},          GET,  NO_SUCH),
    ("review:screening_list_csv",    ROUND,                                   GET,  OFFICERS),
    ("review:consensus_order",       ROUND,                                   GET,  OFFICERS),
    ("review:consensus_order",       {"slug": "{draft_round.slug}"},          GET,  NO_SUCH),
    ("review:consensus_order_csv",   ROUND,                                   GET,  OFFICERS),
    ("review:meeting_open",          ROUND,                                   GET,  OFFICERS),
    ("review:meeting_open",          ROUND,                                   POST, "302 403  403 403 422 422 403 403 403  403 403 403 403"),
    ("review:meeting_open",          {"slug": "{draft_round.slug}"},          GET,  NO_SUCH),
    # no meeting was opened
    ("review:meeting_detail",        NO_MEETING,                              GET,  NO_MINUTES),
    ("review:meeting_csv",           NO_MEETING,                              GET,  NO_MINUTES),
    ("review:meeting_close",         NO_MEETING,                              POST, NO_SUCH),
    ("review:meeting_application",   NO_MEETING | REVIEWED,                   GET,  NOT_IN_MEETING),
    ("review:meeting_application",   NO_MEETING | REVIEWED,                   POST, NOT_IN_MEETING),
    ("review:meeting_dissent",       NO_MEETING | REVIEWED,                   GET,  NOT_IN_MEETING),
    ("review:meeting_dissent",       NO_MEETING | REVIEWED,                   POST, NOT_IN_MEETING),
    ("review:meeting_application_close", NO_MEETING | REVIEWED,               POST, NO_SUCH),
    ("review:change_confirm",        NO_MEETING | REVIEWED | {"change": "0"}, POST, NOT_IN_MEETING),
    ("review:change_withdraw",       NO_MEETING | REVIEWED | {"change": "0"}, POST, NOT_IN_MEETING),
    ("review:screening_confirm",     ROUND,                                   POST, "302 403  403 403 302 302 403 403 403  403 403 403 403"),
    ("review:screening_application", REVIEWED,                                GET,  OFFICERS),
    ("review:screening_application", REVIEWED,                                POST, "302 403  403 403 422 422 403 403 403  403 403 403 403"),
    ("review:screening_application", {"slug": "{competition.slug}", "reference": "{reviewed.reference}"}, GET, NO_SUCH),
    ("review:screening_application", {"slug": "{competition.slug}", "reference": "{draft.reference}"},    GET, NO_SUCH),
    ("review:screen_inform",         REVIEWED,                                GET,  OFFICERS),
    ("review:screen_inform",         REVIEWED,                                POST, "302 403  403 403 422 422 403 403 403  403 403 403 403"),
    ("review:screen_inform",         {"slug": "{competition.slug}", "reference": "{draft.reference}"},    GET, NO_SUCH),
    ("review:reinstatement",         REVIEWED | {"stage": "gate"},            GET,  ROUNDS),
    ("review:reinstatement",         REVIEWED | {"stage": "screen"},          POST, "302 403  200 403 422 422 403 403 403  403 403 403 403"),
    ("review:reinstatement",         REVIEWED | {"stage": "nothing"},         GET,  NOT_FOR_KEEPERS),
    ("review:reinstatement",         {"slug": "{competition.slug}", "reference": "{draft.reference}", "stage": "gate"}, GET, NOT_FOR_KEEPERS),
    ("review:reinstatement_confirm", REVIEWED | {"stage": "gate", "pk": "0"}, POST, NOT_FOR_KEEPERS),
    ("review:reinstatement_cancel",  REVIEWED | {"stage": "gate", "pk": "0"}, POST, NOT_FOR_KEEPERS),
]
# fmt: on
