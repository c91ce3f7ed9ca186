"""Services that members agree on each school year."""

from django.urls import URLPattern, path

from portal.components import converters  # noqa: F401  # registers the path converters used below
from portal.exchange.views import service, services

app_name = "exchange"
urlpatterns: list[URLPattern] = [
    path("consortia/<slug:slug>/services/", services.service_list, name="service_list"),
    path("consortia/<slug:slug>/services.csv", services.service_download, name="service_download"),
    path("consortia/<slug:slug>/services/new/", services.service_register, name="service_register"),
    path("consortia/<slug:slug>/services/<number:pk>/", service.service_detail, name="service_detail"),
    path("consortia/<slug:slug>/services/<number:pk>/edit/", service.service_edit, name="service_edit"),
    path("consortia/<slug:slug>/services/<number:pk>/<slug:year>/cost/", service.service_terms, name="service_terms"),
    path("consortia/<slug:slug>/services/<number:pk>/<slug:year>/", services.service_agree, name="service_agree"),
    path(
        "consortia/<slug:slug>/services/<number:pk>/<slug:year>/<leaid:leaid>/",
        services.service_take_part,
        name="service_take_part",
    ),
    path("consortia/<slug:slug>/services/<slug:year>/copy/", services.services_copy, name="services_copy"),
]
