"""Shared contracts of consortia."""

from django.urls import URLPattern, path

from portal.components import converters  # noqa: F401  # registers the path converters used below
from portal.purchasing.views import editing, files, prices, records

app_name = "purchasing"
urlpatterns: list[URLPattern] = [
    path("consortia/<slug:slug>/contracts/new/", editing.contract_new, name="contract_new"),
    path("consortia/<slug:slug>/contracts/<number:pk>/edit/", editing.contract_edit, name="contract_edit"),
    path("contracts/<contractnumber:number>.json", files.contract_json, name="contract_json"),
    path("contracts/<contractnumber:number>/prices/", prices.contract_prices, name="contract_prices"),
    path("contracts/<contractnumber:number>/", records.contract_detail, name="contract_detail"),
]
