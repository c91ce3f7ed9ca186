"""Addresses of the grants app."""

from django.urls import URLPattern, path

from consortia.urls import parts  # noqa: F401  # the parts of addresses are registered before they are used
from grants.views import (
    applicant,
    applicant_budget,
    applicant_findings,
    applicant_plan,
    applicant_rounds,
    applicant_signatures,
    officer,
    officer_desk,
    registrar_consortia,
    registrar_districts,
    registrar_endings,
)

app_name = "grants"
urlpatterns: list[URLPattern] = [
    # Registrars: mergers, dissolutions, what was entered twice.
    path("districts/<leaid:leaid>/merge/", registrar_districts.district_merge, name="district_merge"),
    path("districts/<leaid:leaid>/duplicate/", registrar_districts.district_duplicate, name="district_duplicate"),
    path("consortia/<slug:slug>/dissolve/", registrar_consortia.consortium_dissolve, name="consortium_dissolve"),
    path("consortia/<slug:slug>/merge/", registrar_consortia.consortium_merge, name="consortium_merge"),
    path("consortia/<slug:slug>/duplicate/", registrar_consortia.consortium_duplicate, name="consortium_duplicate"),
    path("endings/", registrar_endings.ending_list, name="ending_list"),
    path("endings/<int:pk>/", registrar_endings.ending_detail, name="ending_detail"),
    path("endings/<int:pk>/take-back/", registrar_endings.ending_take_back, name="ending_take_back"),
    path("duplicates/", registrar_endings.duplicate_list, name="duplicate_list"),
    # Officers: the queue and the desk.
    path("reviews/", officer.review_list, name="review_list"),
    path("reviews.csv", officer.review_list_csv, name="review_list_csv"),
    path("reviews/shortcuts/", officer.review_shortcuts, name="review_shortcuts"),
    path("reviews/<slug:reference>/", officer_desk.review_desk, name="review_desk"),
    path("reviews/<slug:reference>.pdf", officer_desk.review_pdf, name="review_pdf"),
    path("reviews/<slug:reference>/print/", officer_desk.review_print, name="review_print"),
    path("reviews/<slug:reference>/cite/", officer_desk.review_cite, name="review_cite"),
    path("reviews/<slug:reference>/take/", officer.review_take, name="review_take"),
    path("reviews/<slug:reference>/hand-over/", officer.review_hand_over, name="review_hand_over"),
    path("reviews/<slug:reference>/marks/", officer_desk.review_mark, name="review_mark"),
    path(
        "reviews/<slug:reference>/citations/<int:pk>/remove/",
        officer_desk.review_citation_remove,
        name="review_citation_remove",
    ),
    path(
        "reviews/<slug:reference>/citations/<int:pk>/restore/",
        officer_desk.review_citation_restore,
        name="review_citation_restore",
    ),
    path("reviews/<slug:reference>/findings/<int:pk>/", officer_desk.review_answer, name="review_answer"),
    path("reviews/<slug:reference>/determination/", officer_desk.review_determine, name="review_determine"),
    # Applicants: the rounds, and their own applications.
    path("competitions/", applicant_rounds.competition_list, name="competition_list"),
    path("competitions/<slug:slug>/", applicant_rounds.competition_detail, name="competition_detail"),
    path("competitions/<slug:slug>/start/", applicant_rounds.application_start, name="application_start"),
    path("applications/", applicant.application_list, name="application_list"),
    path("applications/<slug:reference>/", applicant.application_detail, name="application_detail"),
    path("applications/<slug:reference>/submit/", applicant.application_submit, name="application_submit"),
    path("applications/<slug:reference>/reopen/", applicant.application_reopen, name="application_reopen"),
    path("applications/<slug:reference>/withdraw/", applicant.application_withdraw, name="application_withdraw"),
    path("applications/<slug:reference>/plan/", applicant_plan.application_plan, name="application_plan"),
    path("applications/<slug:reference>/plan/reading/", applicant_plan.reading_summary, name="reading_summary"),
    path("applications/<slug:reference>/plan/answers/<int:position>/", applicant_plan.answer_save, name="answer_save"),
    path("applications/<slug:reference>/plan/activities/new/", applicant_plan.activity_edit, name="activity_new"),
    path(
        "applications/<slug:reference>/plan/activities/<int:position>/",
        applicant_plan.activity_edit,
        name="activity_edit",
    ),
    path(
        "applications/<slug:reference>/plan/activities/<int:position>/remove/",
        applicant_plan.activity_remove,
        name="activity_remove",
    ),
    path("applications/<slug:reference>/plan/partners/", applicant_plan.partner_add, name="partner_add"),
    path(
        "applications/<slug:reference>/plan/partners/<int:pk>/remove/",
        applicant_plan.partner_remove,
        name="partner_remove",
    ),
    path("applications/<slug:reference>/budget/", applicant_budget.application_budget, name="application_budget"),
    path("applications/<slug:reference>/budget/new/", applicant_budget.budget_line_edit, name="budget_line_new"),
    path(
        "applications/<slug:reference>/budget/<int:position>/",
        applicant_budget.budget_line_edit,
        name="budget_line_edit",
    ),
    path(
        "applications/<slug:reference>/budget/<int:position>/remove/",
        applicant_budget.budget_line_remove,
        name="budget_line_remove",
    ),
    path(
        "applications/<slug:reference>/signatures/",
        applicant_signatures.application_signatures,
        name="application_signatures",
    ),
    path("applications/<slug:reference>/signatures/open/", applicant_signatures.signing_open, name="signing_open"),
    path(
        "applications/<slug:reference>/signatures/<slug:key>/",
        applicant_signatures.application_sign,
        name="application_sign",
    ),
    path(
        "applications/<slug:reference>/findings/", applicant_findings.application_findings, name="application_findings"
    ),
    path("applications/<slug:reference>/findings/explain/", applicant_findings.finding_explain, name="finding_explain"),
]
