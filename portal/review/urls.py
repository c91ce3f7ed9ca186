"""Officers: the queue, the desk, and the scorers of a round. Scorers: their invitations."""

from django.urls import URLPattern, path

from portal.components import converters  # noqa: F401  # registers the path converters used below
from portal.review.views import (
    amendments,
    award_releases,
    board,
    conclusion,
    desk,
    late,
    member_loss,
    packets,
    paper,
    preview,
    queue,
    returns,
    scorers,
    scoring,
    scoring_rounds,
    withdrawn,
)

app_name = "review"
urlpatterns: list[URLPattern] = [
    path("reviews/", queue.review_list, name="review_list"),
    path("reviews.csv", queue.review_list_csv, name="review_list_csv"),
    path("reviews/shortcuts/", queue.review_shortcuts, name="review_shortcuts"),
    path("reviews/highlights/", queue.review_highlights, name="review_highlights"),
    path("reviews/withdrawn/", withdrawn.withdrawn_list, name="withdrawn_list"),
    path("reviews/late/", late.late_list, name="late_list"),
    path("reviews/<slug:reference>/late/", late.late_answer, name="late_answer"),
    path("reviews/<slug:reference>/restore/", withdrawn.withdrawn_restore, name="withdrawn_restore"),
    path("reviews/<slug:reference>/", desk.review_desk, name="review_desk"),
    path("reviews/<slug:reference>.pdf", paper.review_pdf, name="review_pdf"),
    path("reviews/<slug:reference>/print/", paper.review_print, name="review_print"),
    path("applications/<slug:reference>/preview/", preview.application_preview, name="application_preview"),
    # For everyone who may read a submitted version, members of the application included.
    path("applications/<slug:reference>/packets/<number:number>/", packets.sealed_packet, name="sealed_packet"),
    path("applications/<slug:reference>/packets/<number:number>.zip", packets.packet_file, name="packet_file"),
    path("reviews/<slug:reference>/without-a-member/", member_loss.review_member_loss, name="review_member_loss"),
    path("reviews/<slug:reference>/amendments/<number:number>/", amendments.amendment_answer, name="amendment_answer"),
    path("reviews/<slug:reference>/questions/", returns.review_return, name="review_return"),
    path("reviews/<slug:reference>/questions/time/", returns.review_return_extend, name="review_return_extend"),
    path("reviews/<slug:reference>/questions/withdraw/", returns.review_return_withdraw, name="review_return_withdraw"),
    path("reviews/<slug:reference>/answer/", conclusion.state_answer, name="state_answer"),
    path(
        "reviews/<slug:reference>/answer/<number:pk>/agree/", conclusion.state_answer_agree, name="state_answer_agree"
    ),
    path(
        "reviews/<slug:reference>/answer/<number:pk>/cancel/",
        conclusion.state_answer_cancel,
        name="state_answer_cancel",
    ),
    path("reviews/<slug:reference>/ask/", conclusion.review_ask, name="review_ask"),
    path("reviews/<slug:reference>/ask/<number:pk>/end/", conclusion.review_ask_end, name="review_ask_end"),
    path("reviews/<slug:reference>/continue/", returns.review_continue, name="review_continue"),
    path("reviews/<slug:reference>/cite/", desk.review_cite, name="review_cite"),
    path("reviews/<slug:reference>/take/", queue.review_assign, name="review_assign"),
    path("reviews/<slug:reference>/release/", queue.review_release, name="review_release"),
    path("reviews/<slug:reference>/hand-over/", queue.review_reassign, name="review_reassign"),
    path("reviews/<slug:reference>/marks/", desk.review_mark, name="review_mark"),
    path(
        "reviews/<slug:reference>/citations/<number:pk>/remove/",
        desk.review_citation_remove,
        name="review_citation_remove",
    ),
    path(
        "reviews/<slug:reference>/citations/<number:pk>/restore/",
        desk.review_citation_restore,
        name="review_citation_restore",
    ),
    path("reviews/<slug:reference>/findings/<number:pk>/", desk.review_answer, name="review_answer"),
    path("reviews/<slug:reference>/determination/", desk.review_determine, name="review_determine"),
    path("competitions/<slug:slug>/scorers/", scorers.scorer_list, name="scorer_list"),
    path("competitions/<slug:slug>/scorers/invite/", scorers.scorer_invite, name="scorer_invite"),
    path("competitions/<slug:slug>/scorers/<number:pk>/withdraw/", scorers.scorer_withdraw, name="scorer_withdraw"),
    path("scoring/invitations/<slug:slug>/", scorers.scorer_answer, name="scorer_answer"),
    path("scoring/invitations/<slug:slug>/decline/", scorers.scorer_decline, name="scorer_decline"),
    path("scoring/invitations/<slug:slug>/stop/", scorers.scorer_leave, name="scorer_leave"),
    path("competitions/<slug:slug>/scoring/", scoring_rounds.scoring_progress, name="scoring_progress"),
    path(
        "competitions/<slug:slug>/scoring/<slug:reference>/",
        scoring_rounds.scoring_application,
        name="scoring_application",
    ),
    path(
        "competitions/<slug:slug>/scoring/<slug:reference>/<number:pk>/end/",
        scoring_rounds.assignment_end,
        name="assignment_end",
    ),
    path("competitions/<slug:slug>/board/", board.board_list, name="board_list"),
    path("competitions/<slug:slug>/board/terms/", award_releases.board_terms, name="board_terms"),
    path("competitions/<slug:slug>/board/release/", award_releases.award_release, name="award_release"),
    path(
        "competitions/<slug:slug>/board/release/<number:pk>/confirm/",
        award_releases.award_release_confirm,
        name="award_release_confirm",
    ),
    path(
        "competitions/<slug:slug>/board/release/<number:pk>/cancel/",
        award_releases.award_release_cancel,
        name="award_release_cancel",
    ),
    path("competitions/<slug:slug>/board/<slug:reference>/", board.board_application, name="board_application"),
    path("competitions/<slug:slug>/board/<slug:reference>/decide/", board.board_decide, name="board_decide"),
    path(
        "competitions/<slug:slug>/board/<slug:reference>/<number:pk>/countersign/",
        board.board_countersign,
        name="board_countersign",
    ),
    path(
        "competitions/<slug:slug>/board/<slug:reference>/<number:pk>/cancel/", board.board_cancel, name="board_cancel"
    ),
    path("scoring/", scoring.scoring_list, name="scoring_list"),
    path("scoring/<slug:reference>/", scoring.scoring_desk, name="scoring_desk"),
    path("scoring/<slug:reference>/scores/<number:number>/", scoring.score_save, name="score_save"),
    path("scoring/<slug:reference>/cite/", scoring.scoring_cite, name="scoring_cite"),
    path(
        "scoring/<slug:reference>/citations/<number:pk>/remove/",
        scoring.scoring_citation_remove,
        name="scoring_citation_remove",
    ),
    path("scoring/<slug:reference>/submit/", scoring.scoring_submit, name="scoring_submit"),
]
