"""Addresses under /accounts/ whose names allauth expects: signing in, passwords, two-step sign-in.

allauth's are listed one by one, so none slips in that we don't offer (sign-up, changing the email address).
"""

from allauth.account import views as allauth_views
from django.urls import include, path, re_path

from portal.account.views import sign_in

urlpatterns = [
    path("login/", sign_in.account_login, name="account_login"),
    path("signup/", sign_in.account_signup, name="account_signup"),
    path("logout/", sign_in.account_logout, name="account_logout"),
    path("inactive/", allauth_views.account_inactive, name="account_inactive"),
    path("reauthenticate/", allauth_views.reauthenticate, name="account_reauthenticate"),
    path("confirm-email/<str:key>/", allauth_views.confirm_email, name="account_confirm_email"),
    path("password/change/", allauth_views.password_change, name="account_change_password"),
    path("password/set/", allauth_views.password_set, name="account_set_password"),
    path("password/reset/", allauth_views.password_reset, name="account_reset_password"),
    path("password/reset/done/", allauth_views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth_views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        allauth_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("sessions/", include("allauth.usersessions.urls")),
    path("2fa/", include("allauth.mfa.urls")),
]
