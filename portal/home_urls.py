"""Addresses of the pages that read several apps."""

from django.urls import URLPattern

app_name = "portal"
urlpatterns: list[URLPattern] = []
