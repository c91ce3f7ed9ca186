"""Every address of the portal, by area."""

from allauth.account.decorators import secure_admin_login
from django.apps import apps
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from accounts.admin import ReadOnly
from portal.areas import area

# One way to sign in, with its limits and its second step: the admin's own form would have neither.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
# What other packages put there are secrets (second steps, addresses, sessions) that could be read and changed.
for model in apps.get_models():
    if admin.site.is_registered(model) and not isinstance(admin.site.get_model_admin(model), ReadOnly):
        admin.site.unregister(model)

urlpatterns = [
    area("portal.home.urls"),
    area("portal.my.urls"),
    area("portal.review.urls"),
    area("portal.applicant.urls"),
    area("portal.registrar.urls"),
    area("portal.membership.urls"),
    area("portal.exchange.urls"),
    area("portal.policies.urls"),
    area("portal.purchasing.urls"),
    area("portal.awards.urls"),
    area("portal.registry.urls"),
    area("portal.staff.urls"),
    area("portal.account.urls"),
    path("accounts/", include("portal.account.allauth_urls")),
    # One way to change a password, which is in the log.
    path("admin/password_change/", RedirectView.as_view(pattern_name="account_change_password")),
    path("admin/", admin.site.urls),
]

handler400 = "portal.home.views.bad_request"
handler500 = "portal.home.views.server_error"
