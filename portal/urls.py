"""Every address of the portal, by app."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("portal.home_urls")),
    path("", include("grants.urls")),
    path("", include("consortia.urls")),
    path("", include("districts.urls")),
    path("accounts/", include("accounts.urls")),
    path("audit/", include("accounts.urls.log")),
    path("admin/", admin.site.urls),
]

handler400 = "portal.views.bad_request"
handler500 = "portal.views.server_error"
