"""Rosters on a day, what changed between two days, and where consortia come from."""

from django.urls import URLPattern, path

from consortia.views import comparisons, district_rosters, lineage, rosters, services

urlpatterns: list[URLPattern] = [
    path("consortia/changes/", comparisons.consortium_changes, name="consortium_changes"),
    path("consortia/changes.csv", comparisons.consortium_changes_download, name="consortium_changes_download"),
    path("consortia/<slug:slug>/members/", rosters.roster, name="roster"),
    path("consortia/<slug:slug>/members.<rosterfile:kind>", rosters.roster_download, name="roster_download"),
    path("consortia/<slug:slug>/members/changes/", comparisons.roster_changes, name="roster_changes"),
    path(
        "consortia/<slug:slug>/members/changes.csv",
        comparisons.roster_changes_download,
        name="roster_changes_download",
    ),
    path("consortia/<slug:slug>/lineage/", lineage.consortium_lineage, name="consortium_lineage"),
    path("consortia/<slug:slug>/lineage/link/", lineage.lineage_link, name="lineage_link"),
    path("consortia/<slug:slug>/lineage/total/", lineage.lineage_total, name="lineage_total"),
    path("consortia/<slug:slug>/lineage/<int:pk>/remove/", lineage.lineage_remove, name="lineage_remove"),
    path("consortia/<slug:slug>/services/", services.service_list, name="service_list"),
    path("consortia/<slug:slug>/services.csv", services.service_download, name="service_download"),
    path("consortia/<slug:slug>/services/new/", services.service_register, name="service_register"),
    path("consortia/<slug:slug>/services/<int:pk>/<slug:year>/", services.service_agree, name="service_agree"),
    path(
        "consortia/<slug:slug>/services/<int:pk>/<slug:year>/<leaid:leaid>/",
        services.service_take_part,
        name="service_take_part",
    ),
    path("consortia/<slug:slug>/services/<slug:year>/copy/", services.services_copy, name="services_copy"),
    path("districts/<leaid:leaid>/consortia/", district_rosters.district_consortia, name="district_consortia"),
    path(
        "districts/<leaid:leaid>/consortia.csv",
        district_rosters.district_consortia_download,
        name="district_consortia_download",
    ),
]
