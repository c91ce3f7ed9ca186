"""Applicants: funding rounds, and the applications of their districts and schools."""

from django.urls import URLPattern, path

from portal.applicant.views import applications, budget, findings, members, plan, rounds, sections, signatures
from portal.components import converters  # noqa: F401  # registers the path converters used below

app_name = "applicant"
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
    path("applications/<slug:reference>/sections/activities/", sections.section_activities, name="section_activities"),
    path("applications/<slug:reference>/sections/partners/", sections.section_partners, name="section_partners"),
    path("applications/<slug:reference>/sections/<slug:key>/", sections.section_detail, name="section_detail"),
    path("applications/<slug:reference>/sections/<slug:key>/beside/", sections.section_beside, name="section_beside"),
    path("applications/<slug:reference>/sections/<slug:key>/ready/", sections.section_ready, name="section_ready"),
    path("applications/<slug:reference>/sections/<slug:key>/assign/", sections.section_assign, name="section_assign"),
    path("applications/<slug:reference>/plan/", plan.application_plan, name="application_plan"),
    path("applications/<slug:reference>/plan/reading/", plan.reading_summary, name="reading_summary"),
    path("applications/<slug:reference>/plan/answers/<number:position>/", plan.answer_save, name="answer_save"),
    path("applications/<slug:reference>/plan/activities/new/", plan.activity_edit, name="activity_new"),
    path("applications/<slug:reference>/plan/activities/<number:position>/", plan.activity_edit, name="activity_edit"),
    path(
        "applications/<slug:reference>/plan/activities/<number:position>/remove/",
        plan.activity_remove,
        name="activity_remove",
    ),
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
    path("applications/<slug:reference>/findings/", findings.application_findings, name="application_findings"),
    path("applications/<slug:reference>/findings/explain/", findings.finding_explain, name="finding_explain"),
]
