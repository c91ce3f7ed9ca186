# ruff: noqa: E501  # the table is read across
"""The addresses of scoring: a part of the table in tests/doors.py."""

from tests.answers import GET, NOT_FOUND, POST, ROUNDS, SIGNED_IN

SCORER = "302 403  403 403 403 403 200 403 403  403 403 403 403"
NO_SUCH = "302 403  403 403 403 403 404 403 403  403 403 403 403"
OFFICERS = "302 403  403 403 200 200 403 403 403  403 403 403 403"

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
    # offering to score
    ("review:scoring_offer",   {"slug": "{changed_round.slug}"},  GET,  SIGNED_IN),
    ("review:scoring_offer",   {"slug": "{changed_round.slug}"},  POST, "302 422  422 422 422 422 422 422 422  422 422 422 422"),
    ("review:scoring_offer",   {"slug": "{draft_round.slug}"},    GET,  NOT_FOUND),
    ("review:offer_withdraw",  {"slug": "{changed_round.slug}"},  POST, "302 302  404 404 404 404 404 404 404  404 404 404 404"),
    ("review:offer_list",      {"slug": "{changed_round.slug}"},  GET,  OFFICERS),
    ("review:offer_list",      {"slug": "{changed_round.slug}"},  POST, "302 403  403 403 302 302 403 403 403  403 403 403 403"),
    ("review:offer_decline",   {"slug": "{changed_round.slug}", "pk": "{scoring_offer.pk}"}, GET,  OFFICERS),
    ("review:offer_decline",   {"slug": "{changed_round.slug}", "pk": "{scoring_offer.pk}"}, POST, "302 403  403 403 422 422 403 403 403  403 403 403 403"),
    ("review:offer_decline",   {"slug": "{competition.slug}", "pk": "{scoring_offer.pk}"},   GET,  "302 403  403 403 404 404 403 403 403  403 403 403 403"),
    # how far a round is; who scores an application
    ("review:scoring_progress",    {"slug": "{reviewed.competition.slug}"}, GET,  OFFICERS),
    ("review:scoring_progress",    {"slug": "{reviewed.competition.slug}"}, POST, OFFICERS),
    ("review:scoring_progress_csv", {"slug": "{reviewed.competition.slug}"}, GET, OFFICERS),
    ("review:scoring_application", {"slug": "{reviewed.competition.slug}", "reference": "{reviewed.reference}"}, GET,  OFFICERS),
    ("review:scoring_application", {"slug": "{reviewed.competition.slug}", "reference": "{reviewed.reference}"}, POST, OFFICERS),
    ("review:scoring_application", {"slug": "{competition.slug}", "reference": "{reviewed.reference}"}, GET, "302 403  403 403 404 404 403 403 403  403 403 403 403"),
    ("review:scoring_application", {"slug": "{competition.slug}", "reference": "{draft.reference}"}, GET, "302 403  403 403 404 404 403 403 403  403 403 403 403"),
    ("review:assignment_end",      {"slug": "{reviewed.competition.slug}", "reference": "{reviewed.reference}", "pk": "{assignment.pk}"}, GET,  OFFICERS),
    ("review:assignment_end",      {"slug": "{reviewed.competition.slug}", "reference": "{reviewed.reference}", "pk": "{assignment.pk}"}, POST, OFFICERS),
    ("review:assignment_end",      {"slug": "{reviewed.competition.slug}", "reference": "{reviewed.reference}", "pk": "0"}, GET, "302 403  403 403 404 404 403 403 403  403 403 403 403"),
    ("review:scores_reopen",       {"slug": "{reviewed.competition.slug}", "reference": "{reviewed.reference}", "pk": "{assignment.pk}"}, GET,  "302 403  403 403 404 404 403 403 403  403 403 403 403"),
    ("review:scores_reopen",       {"slug": "{reviewed.competition.slug}", "reference": "{reviewed.reference}", "pk": "{assignment.pk}"}, POST, "302 403  403 403 404 404 403 403 403  403 403 403 403"),
    ("review:hidden_names",        {"slug": "{reviewed.competition.slug}"}, GET,  OFFICERS),
    ("review:hidden_names",        {"slug": "{reviewed.competition.slug}"}, POST, "302 403  403 403 302 302 403 403 403  403 403 403 403"),
    # closing a stage
    ("review:scoring_stage",        {"slug": "{reviewed.competition.slug}", "stage": "gate"},    GET,  OFFICERS),
    ("review:scoring_stage",        {"slug": "{reviewed.competition.slug}", "stage": "nothing"}, GET,  "302 403  403 403 404 404 403 403 403  403 403 403 403"),
    ("review:scoring_stage",        {"slug": "{reviewed.competition.slug}", "stage": "scoring"}, POST, "302 403  403 403 302 302 403 403 403  403 403 403 403"),
    ("review:scoring_stage_close",  {"slug": "{reviewed.competition.slug}", "stage": "gate"},    GET,  OFFICERS),
    ("review:scoring_stage_reopen", {"slug": "{reviewed.competition.slug}", "stage": "gate"},    GET,  OFFICERS),
    ("review:scoring_stage_reopen", {"slug": "{reviewed.competition.slug}", "stage": "gate"},    POST, OFFICERS),
    ("review:scoring_stage_close",  {"slug": "{reviewed.competition.slug}", "stage": "gate"},    POST, "302 403  403 403 302 302 403 403 403  403 403 403 403"),
    # the scorer's list and desk
    ("review:scoring_list",        {},                                     GET,  SCORER),
    ("review:scoring_calendar",    {},                                     GET,  SCORER),
    ("review:scoring_desk",        {"reference": "{reviewed.reference}"},  GET,  SCORER),
    ("review:scoring_desk",        {"reference": "{submitted.reference}"}, GET,  NO_SUCH),
    ("review:scoring_desk",        {"reference": "{draft.reference}"},     GET,  NO_SUCH),
    ("review:score_save",          {"reference": "{reviewed.reference}", "number": "1"}, POST, "302 403  403 403 403 403 422 403 403  403 403 403 403"),
    ("review:score_save",          {"reference": "{reviewed.reference}", "number": "0"}, POST, NO_SUCH),
    ("review:scoring_cite",        {"reference": "{reviewed.reference}"},  GET,  NO_SUCH),
    ("review:scoring_cite",        {"reference": "{reviewed.reference}"},  POST, "302 403  403 403 403 403 302 403 403  403 403 403 403"),
    ("review:scoring_citation_remove", {"reference": "{reviewed.reference}", "pk": "1"}, POST, NO_SUCH),
    ("review:scoring_citation_restore", {"reference": "{reviewed.reference}", "pk": "1"}, POST, NO_SUCH),
    ("review:scoring_submit",      {"reference": "{reviewed.reference}"},  GET,  SCORER),
    ("review:scoring_submit",      {"reference": "{reviewed.reference}"},  POST, "302 403  403 403 403 403 422 403 403  403 403 403 403"),
]
# fmt: on
