"""Applicants: funding rounds, and the applications of their districts and schools."""

from django.urls import URLPattern, path

from portal.applicant.views import (
    activities,
    applications,
    budget,
    commitments,
    findings,
    members,
    plan,
    rounds,
    signatures,
    signing_links,
)
from portal.components import converters  # noqa: F401  # registers the path converters used below

app_name = "applicant"
# What one member contributes to one activity.
CELL = "applications/<slug:reference>/activities/<number:position>/<slug:key>"
urlpatterns: list[URLPattern] = [
    path("competitions/", rounds.competition_list, name="competition_list"),
    path("competitions/<slug:slug>/", rounds.competition_detail, name="competition_detail"),
    path("competitions/<slug:slug>/rules/<number:number>/", rounds.competition_rules, name="competition_rules"),
    path("competitions/<slug:slug>/start/", rounds.application_start, name="application_start"),
    path("applications/", applications.application_list, name="application_list"),
    path("applications/<slug:reference>/", applications.application_detail, name="application_detail"),
    path("applications/<slug:reference>/submit/", applications.application_submit, name="application_submit"),
    path("applications/<slug:reference>/reopen/", applications.application_reopen, name="application_reopen"),
    path("applications/<slug:reference>/withdraw/", applications.application_withdraw, name="application_withdraw"),
    path("applications/<slug:reference>/members/", members.application_members, name="application_members"),
    path("applications/<slug:reference>/members/add/", members.member_add, name="member_add"),
    path("applications/<slug:reference>/members/update/", members.members_update, name="members_update"),
    path("applications/<slug:reference>/members/<slug:key>/remove/", members.member_remove, name="member_remove"),
    path("applications/<slug:reference>/plan/", plan.application_plan, name="application_plan"),
    path("applications/<slug:reference>/plan/reading/", plan.reading_summary, name="reading_summary"),
    path("applications/<slug:reference>/plan/answers/<number:position>/", plan.answer_save, name="answer_save"),
    path("applications/<slug:reference>/plan/activities/new/", activities.activity_edit, name="activity_new"),
    path(
        "applications/<slug:reference>/plan/activities/<number:position>/",
        activities.activity_edit,
        name="activity_edit",
    ),
    path(
        "applications/<slug:reference>/plan/activities/<number:position>/remove/",
        activities.activity_remove,
        name="activity_remove",
    ),
    path("applications/<slug:reference>/activities/", activities.application_activities, name="application_activities"),
    path(f"{CELL}/", commitments.commitment_edit, name="commitment_edit"),
    path(f"{CELL}/accept/", commitments.commitment_accept, name="commitment_accept"),
    path(f"{CELL}/decline/", commitments.commitment_decline, name="commitment_decline"),
    path(f"{CELL}/withdraw/", commitments.commitment_withdraw, name="commitment_withdraw"),
    path(f"{CELL}/match/", commitments.commitment_match, name="commitment_match"),
    path(f"{CELL}/remove/", commitments.commitment_remove, name="commitment_remove"),
    path("applications/<slug:reference>/plan/partners/", plan.partner_add, name="partner_add"),
    path("applications/<slug:reference>/plan/partners/<number:pk>/remove/", plan.partner_remove, name="partner_remove"),
    path("applications/<slug:reference>/budget/", budget.application_budget, name="application_budget"),
    path("applications/<slug:reference>/budget/new/", budget.budget_line_edit, name="budget_line_new"),
    path("applications/<slug:reference>/budget/<number:position>/", budget.budget_line_edit, name="budget_line_edit"),
    path(
        "applications/<slug:reference>/budget/<number:position>/remove/",
        budget.budget_line_remove,
        name="budget_line_remove",
    ),
    path("applications/<slug:reference>/signatures/", signatures.application_signatures, name="application_signatures"),
    path("applications/<slug:reference>/signatures/open/", signatures.signing_open, name="signing_open"),
    path("applications/<slug:reference>/signatures/<slug:key>/", signatures.application_sign, name="application_sign"),
    path(
        "applications/<slug:reference>/signatures/<slug:key>/request/",
        signatures.signature_request,
        name="signature_request",
    ),
    path(
        "applications/<slug:reference>/signatures/<slug:key>/decline/",
        signatures.application_decline,
        name="application_decline",
    ),
    path("sign/", signing_links.sign_code, name="sign_code"),
    path("sign/link/<slug:token>/", signing_links.sign_link, name="sign_link"),
    path("sign/who/", signing_links.sign_who, name="sign_who"),
    path("sign/review/", signing_links.sign_review, name="sign_review"),
    path("sign/application/", signing_links.sign_application_text, name="sign_application_text"),
    path("sign/decline/", signing_links.sign_decline, name="sign_decline"),
    path("applications/<slug:reference>/findings/", findings.application_findings, name="application_findings"),
    path("applications/<slug:reference>/findings/explain/", findings.finding_explain, name="finding_explain"),
]
