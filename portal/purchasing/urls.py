"""Shared contracts of consortia."""

from django.urls import URLPattern, path

from portal.components import converters  # noqa: F401  # registers the path converters used below
from portal.purchasing.views import editing, files, joinders, records

app_name = "purchasing"
urlpatterns: list[URLPattern] = [
    path("consortia/<slug:slug>/contracts/new/", editing.contract_new, name="contract_new"),
    path("consortia/<slug:slug>/contracts/<number:pk>/edit/", editing.contract_edit, name="contract_edit"),
    path("consortia/<slug:slug>/contracts/<number:pk>/joinders/", joinders.joinder_list, name="joinder_list"),
    path("consortia/<slug:slug>/contracts/<number:pk>/joinders/ask/", joinders.joinder_ask, name="joinder_ask"),
    path(
        "consortia/<slug:slug>/contracts/<number:pk>/joinders/<number:joinder>/",
        joinders.joinder_detail,
        name="joinder_detail",
    ),
    path(
        "consortia/<slug:slug>/contracts/<number:pk>/joinders/<number:joinder>/end/",
        joinders.joinder_end,
        name="joinder_end",
    ),
    path("consortia/<slug:slug>/contracts/<number:pk>/join/<leaid:leaid>/", joinders.joinder_sign, name="joinder_sign"),
    path("contracts/<contractnumber:number>.json", files.contract_json, name="contract_json"),
    path("contracts/<contractnumber:number>/", records.contract_detail, name="contract_detail"),
]
