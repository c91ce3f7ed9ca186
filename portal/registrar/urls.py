"""The registrar: appointments, imports, mergers, duplicates, disputes."""

from django.urls import URLPattern, path

from portal.components import converters  # noqa: F401  # registers the path converters used below
from portal.registrar.views import appointments, closing_consortia, closing_districts, closures, disputes, imports

app_name = "registrar"
urlpatterns: list[URLPattern] = [
    path("disputes/", disputes.dispute_list, name="dispute_list"),
    path("disputes/<number:pk>/", disputes.dispute_answer, name="dispute_answer"),
    path("districts/<leaid:leaid>/people/", appointments.post_list, name="post_list"),
    path("districts/<leaid:leaid>/people/give/", appointments.post_give, name="post_give"),
    path("districts/<leaid:leaid>/people/<number:pk>/hand-over/", appointments.post_hand_over, name="post_hand_over"),
    path("districts/<leaid:leaid>/people/<number:pk>/end/", appointments.post_end, name="post_end"),
    path(
        "districts/<leaid:leaid>/people/<number:pk>/address/",
        appointments.post_correct_address,
        name="post_correct_address",
    ),
    path(
        "districts/<leaid:leaid>/people/<number:pk>/invitation/",
        appointments.post_invite_again,
        name="post_invite_again",
    ),
    path("imports/", imports.import_list, name="import_list"),
    path("imports/new/", imports.import_new, name="import_new"),
    path("imports/<number:pk>/", imports.import_detail, name="import_detail"),
    path("imports/<number:pk>/rows.csv", imports.import_rows, name="import_rows"),
    path("imports/<number:pk>/apply/", imports.import_apply, name="import_apply"),
    path("imports/<number:pk>/look-again/", imports.import_look_again, name="import_look_again"),
    path("imports/<number:pk>/leave/", imports.import_leave, name="import_leave"),
    path("imports/<number:pk>/undo/", imports.import_undo, name="import_undo"),
    path("districts/<leaid:leaid>/merge/", closing_districts.district_merge, name="district_merge"),
    path("districts/<leaid:leaid>/duplicate/", closing_districts.district_duplicate, name="district_duplicate"),
    path("consortia/<slug:slug>/dissolve/", closing_consortia.consortium_dissolve, name="consortium_dissolve"),
    path("consortia/<slug:slug>/merge/", closing_consortia.consortium_merge, name="consortium_merge"),
    path("consortia/<slug:slug>/duplicate/", closing_consortia.consortium_duplicate, name="consortium_duplicate"),
    path("endings/", closures.ending_list, name="ending_list"),
    path("endings/<number:pk>/", closures.ending_detail, name="ending_detail"),
    path("endings/<number:pk>/take-back/", closures.ending_take_back, name="ending_take_back"),
    path("duplicates/", closures.duplicate_list, name="duplicate_list"),
]
