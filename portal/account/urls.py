"""Accounts: signing in, invitations, settings."""

from django.urls import URLPattern, path

from portal.account.views import settings, sign_in

app_name = "account"
urlpatterns: list[URLPattern] = [
    path("accounts/sample/<slug:kind>/", sign_in.sample_sign_in, name="sample_sign_in"),
    path("accounts/invitations/<str:token>/", sign_in.invitation_accept, name="invitation_accept"),
    path("accounts/settings/", settings.my_settings, name="my_settings"),
    path("accounts/settings/verify/", settings.address_verify, name="address_verify"),
]
