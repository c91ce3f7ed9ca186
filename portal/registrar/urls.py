"""The registrar: regions, consortia and their members, appointments, imports, mergers, duplicates, disputes."""

from django.urls import URLPattern, path

from portal.components import converters  # noqa: F401  # registers the path converters used below
from portal.registrar.views import (
    appointments,
    closing_consortia,
    closing_districts,
    closures,
    components,
    consortia,
    disputes,
    health,
    imports,
    regions,
)

app_name = "registrar"
urlpatterns: list[URLPattern] = [
    path("registry-health/", health.registry_health_page, name="registry_health"),
    path("disputes/", disputes.dispute_list, name="dispute_list"),
    path("disputes/<number:pk>/", disputes.dispute_answer, name="dispute_answer"),
    path("districts/<leaid:leaid>/people/", appointments.appointment_list, name="appointment_list"),
    path("districts/<leaid:leaid>/people/give/", appointments.appointment_new, name="appointment_new"),
    path(
        "districts/<leaid:leaid>/people/<number:pk>/hand-over/",
        appointments.appointment_transfer,
        name="appointment_transfer",
    ),
    path("districts/<leaid:leaid>/people/<number:pk>/end/", appointments.appointment_end, name="appointment_end"),
    path(
        "districts/<leaid:leaid>/people/<number:pk>/address/",
        appointments.appointment_correct_email,
        name="appointment_correct_email",
    ),
    path(
        "districts/<leaid:leaid>/people/<number:pk>/invitation/",
        appointments.appointment_resend_invitation,
        name="appointment_resend_invitation",
    ),
    path("districts/<leaid:leaid>/components/", components.component_list, name="component_list"),
    path("districts/<leaid:leaid>/components/add/", components.component_add, name="component_add"),
    path("districts/<leaid:leaid>/components/<number:pk>/edit/", components.component_edit, name="component_edit"),
    path(
        "districts/<leaid:leaid>/components/<number:pk>/remove/", components.component_remove, name="component_remove"
    ),
    path("regions/manage/", regions.region_manage, name="region_manage"),
    path("regions/new/", regions.region_new, name="region_new"),
    path("regions/<slug:slug>/edit/", regions.region_edit, name="region_edit"),
    path("regions/<slug:slug>/retire/", regions.region_retire, name="region_retire"),
    path("imports/", imports.import_list, name="import_list"),
    path("imports/new/", imports.import_new, name="import_new"),
    path("imports/templates/<slug:kind>.csv", imports.import_template, name="import_template"),
    path("imports/<number:pk>/", imports.import_detail, name="import_detail"),
    path("imports/<number:pk>/rows.csv", imports.import_rows, name="import_rows"),
    path("imports/<number:pk>/apply/", imports.import_apply, name="import_apply"),
    path("imports/<number:pk>/look-again/", imports.import_refresh, name="import_refresh"),
    path("imports/<number:pk>/leave/", imports.import_discard, name="import_discard"),
    path("imports/<number:pk>/undo/", imports.import_undo, name="import_undo"),
    path("consortia/new/", consortia.consortium_new, name="consortium_new"),
    path("consortia/<slug:slug>/members/add/", consortia.member_add, name="member_add"),
    path("consortia/<slug:slug>/edit/", consortia.consortium_edit, name="consortium_edit"),
    path("consortia/<slug:slug>/purposes/add/", consortia.purpose_add, name="purpose_add"),
    path("consortia/<slug:slug>/purposes/<number:pk>/end/", consortia.purpose_end, name="purpose_end"),
    path("districts/<leaid:leaid>/merge/", closing_districts.district_merge, name="district_merge"),
    path("districts/<leaid:leaid>/duplicate/", closing_districts.district_duplicate, name="district_duplicate"),
    path("consortia/<slug:slug>/dissolve/", closing_consortia.consortium_dissolve, name="consortium_dissolve"),
    path("consortia/<slug:slug>/merge/", closing_consortia.consortium_merge, name="consortium_merge"),
    path("consortia/<slug:slug>/duplicate/", closing_consortia.consortium_duplicate, name="consortium_duplicate"),
    path("endings/", closures.closure_list, name="closure_list"),
    path("endings/scheduled/<number:pk>/", closures.scheduled_closure, name="scheduled_closure"),
    path(
        "endings/scheduled/<number:pk>/cancel/",
        closures.scheduled_closure_cancel,
        name="scheduled_closure_cancel",
    ),
    path("endings/<number:pk>/", closures.closure_detail, name="closure_detail"),
    path("endings/<number:pk>/take-back/", closures.closure_undo, name="closure_undo"),
    path("duplicates/", closures.duplicate_list, name="duplicate_list"),
]
