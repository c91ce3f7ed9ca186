"""Every address of the portal, by area."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

# One way to sign in, with its limits and its second step: the admin's own form would have neither.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", include("portal.home.urls")),
    path("", include("portal.my.urls")),
    path("", include("portal.review.urls")),
    path("", include("portal.applicant.urls")),
    path("", include("portal.registrar.urls")),
    path("", include("portal.membership.urls")),
    path("", include("portal.exchange.urls")),
    path("", include("portal.purchasing.urls")),
    path("", include("portal.registry.urls")),
    path("", include("portal.staff.urls")),
    path("", include("portal.account.urls")),
    path("accounts/", include("portal.account.allauth_urls")),
    path("admin/", admin.site.urls),
]

handler400 = "portal.home.views.bad_request"
handler500 = "portal.home.views.server_error"
