"""Every address of the portal, by app."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

# One way to sign in, with its limits and its second step: the admin's own form would have neither.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", include("portal.home_urls")),
    path("", include("grants.urls")),
    path("", include("consortia.urls")),
    path("", include("districts.urls")),
    path("", include("accounts.urls.letters")),
    path("accounts/", include("accounts.urls")),
    path("audit/", include("accounts.urls.log")),
    path("admin/", admin.site.urls),
]

handler400 = "portal.views.bad_request"
handler500 = "portal.views.server_error"
