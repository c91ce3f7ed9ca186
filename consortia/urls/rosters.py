"""Rosters on a day, what changed between two days, and where consortia come from."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
