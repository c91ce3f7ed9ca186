"""State policies, and the barriers to collaboration that districts report."""

from django.urls import path

from portal.policies.views import barriers, docket, policies, reports

app_name = "policies"
urlpatterns = [
    path("policies/", policies.policy_list, name="policy_list"),
    path("policies/new/", policies.policy_new, name="policy_new"),
    path("policies/<slug:slug>/", policies.policy_detail, name="policy_detail"),
    path("policies/<slug:slug>/edit/", policies.policy_edit, name="policy_edit"),
    path("policies/<slug:slug>/repeal/", policies.policy_repeal, name="policy_repeal"),
    path("barriers/", barriers.barrier_list, name="barrier_list"),
    path("barriers/docket/", docket.barrier_docket, name="barrier_docket"),
    path("barriers/report/", reports.barrier_report, name="barrier_report"),
    path("barriers/reports/", reports.report_list, name="report_list"),
    path("barriers/reports/<int:pk>/", reports.report_detail, name="report_detail"),
    path("barriers/<int:pk>/", barriers.barrier_detail, name="barrier_detail"),
    path("barriers/<int:pk>/review/", docket.barrier_review, name="barrier_review"),
    path("barriers/<int:pk>/<slug:step>/", docket.barrier_step, name="barrier_step"),
]
