"""Who looks for partners, and introductions."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
