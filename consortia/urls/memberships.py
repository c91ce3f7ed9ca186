"""Memberships, by the people they concern: proposals, answers, papers, letters."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
