"""Shared contracts of consortia."""

from django.urls import URLPattern, path

from portal.components import converters  # noqa: F401  # registers the path converters used below
from portal.purchasing import views

app_name = "purchasing"
urlpatterns: list[URLPattern] = [
    path("consortia/<slug:slug>/contracts/new/", views.contract_new, name="contract_new"),
    path("consortia/<slug:slug>/contracts/<number:pk>/edit/", views.contract_edit, name="contract_edit"),
]
