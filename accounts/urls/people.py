"""Addresses of our own under /accounts/."""

from django.urls import path

from accounts.views import my_settings, people, sign_in

app_name = "accounts"
urlpatterns = [
    path("sample/<slug:kind>/", sign_in.sample_sign_in, name="sample_sign_in"),
    path("invitations/<str:token>/", sign_in.invitation_accept, name="invitation_accept"),
    path("settings/", my_settings.my_settings, name="my_settings"),
    path("people/", people.person_list, name="person_list"),
    path("people/invite/", people.person_invite, name="person_invite"),
    path("people/<int:pk>/", people.person_detail, name="person_detail"),
    path("people/<int:pk>/invitation/", people.invitation_renew, name="invitation_renew"),
    path("people/<int:pk>/invitation/withdraw/", people.invitation_withdraw, name="invitation_withdraw"),
    path("people/<int:pk>/close/", people.account_close, name="account_close"),
    path("people/<int:pk>/reopen/", people.account_reopen, name="account_reopen"),
    path("people/<int:pk>/roles/give/", people.role_give, name="role_give"),
    path("people/<int:pk>/roles/<int:role>/end/", people.role_end, name="role_end"),
]
