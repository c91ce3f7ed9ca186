"""Rosters on a day, what changed between two days, and where consortia come from."""

from django.urls import URLPattern, path

from consortia.views import rosters

urlpatterns: list[URLPattern] = [
    path("consortia/<slug:slug>/members/", rosters.roster, name="roster"),
    path("consortia/<slug:slug>/members.<rosterfile:kind>", rosters.roster_download, name="roster_download"),
]
