"""The home page, help, and pages about the portal itself."""

from django.urls import URLPattern, path

from portal.home import views

app_name = "home"
urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("help/", views.help_home, name="help"),
    path("help/state-officials/", views.help_officials, name="help_officials"),
    path("help/district-leaders/", views.help_leaders, name="help_leaders"),
    path("help/after-an-award/", views.help_awards, name="help_awards"),
    path("help/scorers/", views.help_scorers, name="help_scorers"),
    path("help/public/", views.help_public, name="help_public"),
    path("help/checks/", views.help_checks, name="help_checks"),
    path("help/savings/", views.help_savings, name="help_savings"),
    path("help/buying/", views.help_buying, name="help_buying"),
    path("help/glossary/", views.glossary, name="glossary"),
    path("about/accessibility/", views.accessibility, name="accessibility"),
    path("about/privacy/", views.privacy, name="privacy"),
    path("healthz", views.health, name="health"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
]
