"""Every address of the portal, by area."""

from allauth.account.decorators import secure_admin_login
from django.apps import apps
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from accounts.admin import ReadOnly

# One way to sign in, with its limits and its second step: the admin's own form would have neither.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
# What other packages put there are secrets (second steps, addresses, sessions) that could be read and changed.
for model in apps.get_models():
    if admin.site.is_registered(model) and not isinstance(admin.site.get_model_admin(model), ReadOnly):
        admin.site.unregister(model)

urlpatterns = [
    path("", include("portal.home.urls")),
    path("", include("portal.my.urls")),
    path("", include("portal.review.urls")),
    path("", include("portal.applicant.urls")),
    path("", include("portal.registrar.urls")),
    path("", include("portal.membership.urls")),
    path("", include("portal.exchange.urls")),
    path("", include("portal.purchasing.urls")),
    path("", include("portal.awards.urls")),
    path("", include("portal.registry.urls")),
    path("", include("portal.staff.urls")),
    path("", include("portal.account.urls")),
    path("accounts/", include("portal.account.allauth_urls")),
    # One way to change a password, which is in the log.
    path("admin/password_change/", RedirectView.as_view(pattern_name="account_change_password")),
    path("admin/", admin.site.urls),
]

handler400 = "portal.home.views.bad_request"
handler500 = "portal.home.views.server_error"
