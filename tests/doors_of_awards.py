# ruff: noqa: E501  # the table is read across
"""The addresses of awards after their release: a part of the table in tests/doors.py."""

from tests.answers import DESK, EVERYBODY, GET, NOT_THERE, POST, ROUNDS

AWARD = {"reference": "{awarded.reference}"}
NO_AWARD = {"reference": "{reviewed.reference}"}
LEAD = AWARD | {"key": "{district.leaid}"}
PROMISED = AWARD | {"position": "{change.promise.position}", "pk": "{change.pk}"}
#            public none  adm reg off sec sco boa aud  lead mem pri str
READ = "302 404  200 404 200 200 404 404 200  200 200 404 404"
SENT = "302 404  302 404 302 302 404 404 302  302 302 404 404"
WRONG = "302 404  422 404 422 422 404 404 422  422 422 404 404"
NO_ONE = "302 404  404 404 404 404 404 404 404  404 404 404 404"
NO_SUCH = "302 403  404 403 404 404 403 403 403  403 403 403 403"
WRONG_OFFICE = "302 403  422 403 422 422 403 403 403  403 403 403 403"

# fmt: off
DOORS_OF_AWARDS = [
    ("applicant:application_appeal", AWARD,                      GET,  "302 404  404 404 404 404 404 404 404  200 200 404 404"),
    ("applicant:application_appeal", AWARD,                      POST, "302 404  404 404 404 404 404 404 404  200 200 404 404"),
    ("applicant:application_appeal", NO_AWARD,                   GET,  NO_ONE),
    ("review:appeal_list",         {},                           GET,  ROUNDS),
    ("review:appeal_detail",       AWARD,                        GET,  ROUNDS),
    ("review:appeal_detail",       AWARD,                        POST, WRONG_OFFICE),
    ("review:appeal_detail",       NO_AWARD,                     GET,  NO_SUCH),
    ("review:appeal_answer",       AWARD,                        GET,  "302 403  302 403 302 302 403 403 403  403 403 403 403"),
    ("review:appeal_answer",       AWARD,                        POST, "302 403  302 403 302 302 403 403 403  403 403 403 403"),
    ("review:appeal_answer",       NO_AWARD,                     GET,  NO_SUCH),
    ("registry:award_detail",      AWARD,                        GET,  EVERYBODY),
    ("staff:application_file",     AWARD,                        GET,  "302 403  200 403 200 200 403 403 200  403 403 403 403"),
    ("staff:application_file",     NO_AWARD,                     GET,  "302 403  404 403 404 404 403 403 404  403 403 403 403"),
    ("awards:award_worklist",      {},                           GET,  DESK),
    ("awards:award_overview",      AWARD,                        GET,  READ),
    ("awards:award_overview",      NO_AWARD,                     GET,  NO_ONE),
    ("awards:award_allocate",      AWARD,                        GET,  READ),
    ("awards:award_allocate",      AWARD,                        POST, WRONG),
    ("awards:award_allocate",      NO_AWARD,                     GET,  NO_ONE),
    ("awards:allocation_accept",   AWARD | {"pk": "{allocation.pk}"}, POST, SENT),
    ("awards:allocation_accept",   AWARD | {"pk": "0"},          POST, NO_ONE),
    ("awards:award_checklist",     LEAD,                         GET,  READ),
    ("awards:award_checklist",     LEAD,                         POST, "302 404  422 404 422 422 404 404 422  302 422 404 404"),
    ("awards:award_checklist",     AWARD | {"key": "0000000"},   GET,  NO_ONE),
    ("awards:award_start",         AWARD,                        GET,  ROUNDS),
    ("awards:award_start",         AWARD,                        POST, WRONG_OFFICE),
    ("awards:award_start",         NO_AWARD,                     GET,  NO_SUCH),
    ("awards:promise_detail",      AWARD | {"position": "0"},    GET,  READ),
    ("awards:promise_detail",      AWARD | {"position": "99"},   GET,  NO_ONE),
    ("awards:promise_detail",      NO_AWARD | {"position": "0"}, GET,  NO_ONE),
    ("awards:promise_change",      AWARD | {"position": "0"},    GET,  READ),
    ("awards:promise_change",      AWARD | {"position": "0"},    POST, WRONG),
    ("awards:promise_agree",       PROMISED,                     POST, SENT),
    ("awards:promise_agree",       PROMISED | {"pk": "0"},       POST, NO_ONE),
    ("awards:promise_cancel",      PROMISED,                     POST, SENT),
    ("awards:promise_cancel",      PROMISED | {"pk": "0"},       POST, NO_ONE),
    ("awards:promise_answer",      PROMISED,                     POST, WRONG_OFFICE),
    ("awards:promise_answer",      PROMISED | {"pk": "0"},       POST, NO_SUCH),
    ("awards:payment_schedule",    AWARD,                        GET,  ROUNDS),
    ("awards:payment_schedule",    AWARD,                        POST, "302 403  302 403 302 302 403 403 403  403 403 403 403"),
    ("awards:payment_schedule",    NO_AWARD,                     GET,  NO_SUCH),
    ("awards:award_close",         AWARD,                        GET,  ROUNDS),
    ("awards:award_close",         AWARD,                        POST, WRONG_OFFICE),
    ("awards:award_close",         NO_AWARD,                     GET,  NO_SUCH),
    ("awards:award_reopen",        AWARD,                        GET,  "302 403  200 403 403 403 403 403 403  403 403 403 403"),
    ("awards:award_reopen",        AWARD,                        POST, "302 403  422 403 403 403 403 403 403  403 403 403 403"),
    ("awards:award_reopen",        NO_AWARD,                     GET,  "302 403  404 403 403 403 403 403 403  403 403 403 403"),
    ("awards:claim_list",          AWARD,                        GET,  READ),
    ("awards:claim_list",          NO_AWARD,                     GET,  NO_ONE),
    ("awards:claim_answer",        AWARD | {"pk": "{claim.pk}"}, GET,  READ),
    ("awards:claim_answer",        AWARD | {"pk": "{claim.pk}"}, POST, WRONG),
    ("awards:claim_answer",        AWARD | {"pk": "0"},          GET,  NO_ONE),
    ("awards:claim_payment",       AWARD | {"pk": "{claim.pk}"}, GET,  ROUNDS),
    ("awards:claim_payment",       AWARD | {"pk": "{claim.pk}"}, POST, WRONG_OFFICE),
    ("awards:claim_payment",       AWARD | {"pk": "0"},          GET,  NO_SUCH),
    ("awards:claim_new",           LEAD,                         GET,  READ),
    ("awards:claim_new",           LEAD,                         POST, WRONG),
    ("awards:report_list",         AWARD,                        GET,  READ),
    ("awards:report_detail",       LEAD | {"number": "1"},       GET,  "302 404  200 404 200 200 404 404 200  200 403 404 404"),
    ("awards:report_detail",       LEAD | {"number": "2"},       GET,  NO_ONE),
    ("awards:report_answer",       LEAD | {"number": "1"},       POST, "302 404  404 404 404 404 404 404 404  404 403 404 404"),
    ("awards:award_download",      AWARD | {"kind": "claims"},   GET,  READ),
    ("awards:award_download",      AWARD | {"kind": "secrets"},  GET,  NO_ONE),
    ("awards:earlier_awards",      {"reference": "{reviewed.reference}"}, GET, DESK),
    ("awards:earlier_awards",      {"reference": "{draft.reference}"}, GET, "302 403  404 403 404 404 403 403 404  403 403 403 403"),
    ("registry:award_outcomes_csv", AWARD,                       GET,  EVERYBODY),
    ("registry:award_outcomes_csv", NO_AWARD,                    GET,  NOT_THERE),
    ("awards:round_checklist",     {"slug": "{competition.slug}"}, GET,  ROUNDS),
    ("awards:round_checklist",     {"slug": "{competition.slug}"}, POST, "302 403  302 403 302 302 403 403 403  403 403 403 403"),
    ("awards:round_checklist",     {"slug": "{draft_round.slug}"}, GET,  ROUNDS),
]
# fmt: on
