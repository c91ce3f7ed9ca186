# ruff: noqa: E501  # the table is read across
"""The addresses of the board's decisions and their release: a part of the table in tests/doors.py."""

from tests.answers import ADMINS, EVERYBODY, GET, NOT_FOUND, NOT_THERE, POST, ROUNDS

ROUND = {"slug": "{reviewed.competition.slug}"}
REVIEWED = ROUND | {"reference": "{reviewed.reference}"}
BOARD = "302 403  200 403 200 200 403 200 200  403 403 403 403"
NOT_BEFORE_BOARD = "302 403  404 403 404 404 403 404 404  403 403 403 403"
NO_SUCH = "302 403  404 403 404 404 403 403 403  403 403 403 403"
BUTTON = "302 403  302 403 302 302 403 403 403  403 403 403 403"

# fmt: off
DOORS_OF_BOARD = [
    ("registry:award_list",       {},                                                 GET,  EVERYBODY),
    ("registry:award_list_csv",   {},                                                 GET,  EVERYBODY),
    ("registry:award_list_json",  {},                                                 GET,  EVERYBODY),
    ("registry:award_detail",     {"reference": "{reviewed.reference}"},              GET,  NOT_THERE),
    # The answers, in columns:                              public none  adm reg off sec sco boa aud  lead mem pri str
    ("review:board_list",         ROUND,                                              GET,  BOARD),
    ("review:board_list",         {"slug": "{draft_round.slug}"},                     GET,  NOT_BEFORE_BOARD),
    ("review:board_application",  REVIEWED,                                           GET,  BOARD),
    ("review:board_application",  REVIEWED,                                           POST, "302 403  200 403 200 200 403 422 200  403 403 403 403"),
    ("review:board_application",  {"slug": "{competition.slug}", "reference": "{reviewed.reference}"}, GET, NOT_BEFORE_BOARD),
    ("review:board_application",  {"slug": "{draft.competition.slug}", "reference": "{draft.reference}"}, GET, NOT_BEFORE_BOARD),
    ("review:board_decide",       REVIEWED,                                           GET,  ROUNDS),
    ("review:board_decide",       REVIEWED,                                           POST, "302 403  422 403 422 422 403 403 403  403 403 403 403"),
    ("review:board_decide",       {"slug": "{draft.competition.slug}", "reference": "{draft.reference}"}, GET, NO_SUCH),
    ("review:board_countersign",  REVIEWED | {"pk": "{decision.pk}"},                 POST, BUTTON),
    ("review:board_countersign",  REVIEWED | {"pk": "0"},                             POST, NO_SUCH),
    ("review:board_cancel",       REVIEWED | {"pk": "{decision.pk}"},                 POST, BUTTON),
    ("review:board_terms",        ROUND,                                              GET,  ADMINS),
    ("review:board_terms",        ROUND,                                              POST, "302 403  422 403 403 403 403 403 403  403 403 403 403"),
    ("review:award_release",      ROUND,                                              GET,  ROUNDS),
    ("review:award_release",      ROUND,                                              POST, "302 403  422 403 422 422 403 403 403  403 403 403 403"),
    ("review:reply_window",       ROUND,                                              GET,  ROUNDS),
    ("review:reply_window",       ROUND,                                              POST, "302 403  422 403 422 422 403 403 403  403 403 403 403"),
    ("applicant:application_facts", {"reference": "{reviewed.reference}"},            GET,  NOT_FOUND),
    ("applicant:application_facts", {"reference": "{reviewed.reference}"},            POST, NOT_FOUND),
    ("review:board_slate_new",    ROUND,                                              GET,  ROUNDS),
    ("review:board_slate_new",    ROUND,                                              POST, "302 403  422 403 422 422 403 403 403  403 403 403 403"),
    ("review:board_slate_new",    {"slug": "{draft_round.slug}"},                     GET,  NO_SUCH),
    ("review:board_slate",        ROUND | {"pk": "{slate.pk}"},                       GET,  BOARD),
    ("review:board_slate",        ROUND | {"pk": "{slate.pk}"},                       POST, "302 403  200 403 200 200 403 422 200  403 403 403 403"),
    ("review:board_slate",        {"slug": "{competition.slug}", "pk": "{slate.pk}"}, GET,  NOT_BEFORE_BOARD),
    ("review:board_slate_take_off", REVIEWED | {"pk": "{slate.pk}"},                  POST, "302 403  302 403 302 302 403 302 302  403 403 403 403"),
    ("review:board_slate_take_off", REVIEWED | {"pk": "0"},                           POST, NOT_BEFORE_BOARD),
    ("review:board_slate_step",   ROUND | {"pk": "{slate.pk}", "step": "enter"},      POST, BUTTON),
    ("review:board_slate_step",   ROUND | {"pk": "{slate.pk}", "step": "release"},    POST, NO_SUCH),
    ("review:letter_list",        ROUND,                                              GET,  ROUNDS),
    ("review:letter_draft",       REVIEWED,                                           GET,  NO_SUCH),
    ("review:letter_edit",        REVIEWED,                                           GET,  NO_SUCH),
    ("review:letter_edit",        REVIEWED,                                           POST, NO_SUCH),
    ("review:decision_letter",    {"reference": "{reviewed.reference}"},              GET,  NOT_FOUND),
    ("review:decision_letter_pdf", {"reference": "{reviewed.reference}"},             GET,  NOT_FOUND),
    ("review:decision_letter_pdf", {"reference": "{reviewed.reference}"},             POST, NOT_FOUND),
    ("review:member_letter",      {"reference": "{reviewed.reference}", "key": "9900001"}, GET,  NOT_FOUND),
    ("review:member_letter_pdf",  {"reference": "{reviewed.reference}", "key": "9900001"}, GET,  NOT_FOUND),
    ("review:award_release_confirm", ROUND | {"pk": "0"},                             POST, NO_SUCH),
    ("review:award_release_cancel",  ROUND | {"pk": "0"},                             POST, NO_SUCH),
]
# fmt: on
