"""Services that members agree on each school year."""

from django.urls import URLPattern, path

from portal.components import converters  # noqa: F401  # registers the path converters used below
from portal.exchange import views

app_name = "exchange"
urlpatterns: list[URLPattern] = [
    path("consortia/<slug:slug>/services/", views.service_list, name="service_list"),
    path("consortia/<slug:slug>/services.csv", views.service_download, name="service_download"),
    path("consortia/<slug:slug>/services/new/", views.service_register, name="service_register"),
    path("consortia/<slug:slug>/services/<number:pk>/<slug:year>/", views.service_agree, name="service_agree"),
    path(
        "consortia/<slug:slug>/services/<number:pk>/<slug:year>/<leaid:leaid>/",
        views.service_take_part,
        name="service_take_part",
    ),
    path("consortia/<slug:slug>/services/<slug:year>/copy/", views.services_copy, name="services_copy"),
]
