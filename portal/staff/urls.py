"""Pages of state staff: people and roles, emails, the audit log."""

from django.urls import URLPattern, path

from portal.components import converters  # noqa: F401  # registers the path converters used below
from portal.staff.views import audit_log, outbox, people

app_name = "staff"
urlpatterns: list[URLPattern] = [
    path("letters/", outbox.email_list, name="email_list"),
    path("letters/<number:pk>/", outbox.email_detail, name="email_detail"),
    path("letters/<number:pk>/again/", outbox.email_resend, name="email_resend"),
    path("my/letters/", outbox.my_messages, name="my_messages"),
    path("audit/", audit_log.audit_log, name="audit_log"),
    path("accounts/people/", people.person_list, name="person_list"),
    path("accounts/people/invite/", people.person_invite, name="person_invite"),
    path("accounts/people/<number:pk>/", people.person_detail, name="person_detail"),
    path("accounts/people/<number:pk>/invitation/", people.invitation_renew, name="invitation_renew"),
    path("accounts/people/<number:pk>/invitation/withdraw/", people.invitation_withdraw, name="invitation_withdraw"),
    path("accounts/people/<number:pk>/close/", people.account_close, name="account_close"),
    path("accounts/people/<number:pk>/reopen/", people.account_reopen, name="account_reopen"),
    path("accounts/people/<number:pk>/roles/give/", people.role_give, name="role_give"),
    path("accounts/people/<number:pk>/roles/<number:role>/end/", people.role_end, name="role_end"),
]
