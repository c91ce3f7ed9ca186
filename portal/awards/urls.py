"""Awards after their release, for their members and the state. The public record is in `portal.registry`."""

from django.urls import URLPattern, path

from portal.awards.views import closing, overview, payments, promises, reporting
from portal.components import converters  # noqa: F401  # registers the path converters used below

app_name = "awards"
urlpatterns: list[URLPattern] = [
    path("awards/in-progress/", overview.award_worklist, name="award_worklist"),
    path("awards/<slug:reference>/manage/", overview.award_overview, name="award_overview"),
    path("awards/<slug:reference>/manage/start/", overview.award_start, name="award_start"),
    path("awards/<slug:reference>/manage/payments/", payments.payment_schedule, name="payment_schedule"),
    path("awards/<slug:reference>/manage/close/", closing.award_close, name="award_close"),
    path("awards/<slug:reference>/manage/reopen/", closing.award_reopen, name="award_reopen"),
    path("awards/<slug:reference>/manage/allocation/", overview.award_allocate, name="award_allocate"),
    path(
        "awards/<slug:reference>/manage/allocation/<number:pk>/accept/",
        overview.allocation_accept,
        name="allocation_accept",
    ),
    path("awards/<slug:reference>/manage/checklist/<slug:key>/", overview.award_checklist, name="award_checklist"),
    path("awards/<slug:reference>/manage/promises/<number:position>/", promises.promise_detail, name="promise_detail"),
    path(
        "awards/<slug:reference>/manage/promises/<number:position>/change/",
        promises.promise_change,
        name="promise_change",
    ),
    path(
        "awards/<slug:reference>/manage/promises/<number:position>/<number:pk>/agree/",
        promises.promise_agree,
        name="promise_agree",
    ),
    path(
        "awards/<slug:reference>/manage/promises/<number:position>/<number:pk>/cancel/",
        promises.promise_cancel,
        name="promise_cancel",
    ),
    path(
        "awards/<slug:reference>/manage/promises/<number:position>/<number:pk>/answer/",
        promises.promise_answer,
        name="promise_answer",
    ),
    path("awards/<slug:reference>/manage/claims/", reporting.claim_list, name="claim_list"),
    path("awards/<slug:reference>/manage/claims/<number:pk>/", reporting.claim_answer, name="claim_answer"),
    path("awards/<slug:reference>/manage/claims/<number:pk>/payment/", reporting.claim_payment, name="claim_payment"),
    path("awards/<slug:reference>/manage/claims/new/<slug:key>/", reporting.claim_new, name="claim_new"),
    path("awards/<slug:reference>/manage/reports/", reporting.report_list, name="report_list"),
    path(
        "awards/<slug:reference>/manage/reports/<number:number>/<slug:key>/",
        reporting.report_detail,
        name="report_detail",
    ),
    path(
        "awards/<slug:reference>/manage/reports/<number:number>/<slug:key>/answer/",
        reporting.report_answer,
        name="report_answer",
    ),
    path("awards/<slug:reference>/manage/<slug:kind>.csv", reporting.award_download, name="award_download"),
    path("reviews/<slug:reference>/earlier-awards/", reporting.earlier_awards, name="earlier_awards"),
    path("competitions/<slug:slug>/award-checklist/", overview.round_checklist, name="round_checklist"),
]
