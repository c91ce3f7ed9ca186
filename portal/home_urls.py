"""Addresses of the pages that read several apps."""

from django.urls import path

from portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("my/", views.my, name="my"),
    path("search/", views.search, name="search"),
    path("about/accessibility/", views.accessibility, name="accessibility"),
    path("healthz", views.health, name="health"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
]
