"""Every address of the portal, by app."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("portal.home_urls")),
    path("", include("grants.urls")),
    path("", include("consortia.urls")),
    path("", include("districts.urls")),
    path("accounts/", include("accounts.urls")),
    path("", include("audit.urls")),
    path("admin/", admin.site.urls),
]
