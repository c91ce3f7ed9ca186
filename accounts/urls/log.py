"""Addresses of the auditor's pages. They stand in this app because the log itself knows no people."""

from django.urls import path

from accounts.views import log

app_name = "audit"
urlpatterns = [
    path("", log.entry_list, name="entry_list"),
]
