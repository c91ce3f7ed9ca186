"""Pages of state staff: people and roles, emails, the audit log, funding rounds."""

from django.urls import URLPattern, path

from portal.components import converters  # noqa: F401  # registers the path converters used below
from portal.staff.views import (
    audit_log,
    checks,
    email_templates,
    many_people,
    outbox,
    people,
    round_rules,
    round_steps,
    rounds,
    second_step,
)

app_name = "staff"
urlpatterns: list[URLPattern] = [
    path("letters/", outbox.email_list, name="email_list"),
    path("letters/<number:pk>/", outbox.email_detail, name="email_detail"),
    path("letters/again/", outbox.email_resend_all, name="email_resend_all"),
    path("letters/<number:pk>/again/", outbox.email_resend, name="email_resend"),
    path("staff/emails/", email_templates.email_template_list, name="email_template_list"),
    path("staff/emails/<slug:slug>/", email_templates.email_template_detail, name="email_template_detail"),
    path("staff/emails/<slug:slug>/edit/", email_templates.email_template_edit, name="email_template_edit"),
    path("staff/emails/<slug:slug>/restore/", email_templates.email_template_restore, name="email_template_restore"),
    path("my/letters/", outbox.my_messages, name="my_messages"),
    path("audit/", audit_log.audit_log, name="audit_log"),
    path("accounts/people/", people.person_list, name="person_list"),
    path("accounts/people/invite/", people.person_invite, name="person_invite"),
    path("accounts/people/invite/many/", many_people.people_invite, name="people_invite"),
    path("accounts/people/<number:pk>/", people.person_detail, name="person_detail"),
    path("accounts/people/<number:pk>/invitation/", people.invitation_renew, name="invitation_renew"),
    path("accounts/people/<number:pk>/invitation/withdraw/", people.invitation_withdraw, name="invitation_withdraw"),
    path("accounts/people/<number:pk>/close/", people.account_close, name="account_close"),
    path("accounts/people/<number:pk>/reopen/", people.account_reopen, name="account_reopen"),
    path("accounts/people/<number:pk>/second-step/", second_step.second_step_reset, name="second_step_reset"),
    path("accounts/people/<number:pk>/roles/give/", people.role_give, name="role_give"),
    path("accounts/people/<number:pk>/roles/<number:role>/end/", people.role_end, name="role_end"),
    path("staff/checks/", checks.check_list, name="check_list"),
    path("staff/checks/<slug:rule>/", checks.check_detail, name="check_detail"),
    path("staff/checks/<slug:rule>/<slug:slug>/", checks.check_strength, name="check_strength"),
    path("staff/rounds/", rounds.round_list, name="round_list"),
    path("staff/new-round/", rounds.round_new, name="round_new"),
    path("staff/rounds/<slug:slug>/", rounds.round_detail, name="round_detail"),
    path("staff/rounds/<slug:slug>/dates/", rounds.round_dates, name="round_dates"),
    path("staff/rounds/<slug:slug>/awards/", rounds.round_awards, name="round_awards"),
    path("staff/rounds/<slug:slug>/questions/<number:number>/", rounds.round_question, name="round_question"),
    path("staff/rounds/<slug:slug>/leads/", round_rules.round_leads, name="round_leads"),
    path("staff/rounds/<slug:slug>/needed/", round_rules.round_requirements, name="round_requirements"),
    path("staff/rounds/<slug:slug>/assurances/", round_rules.round_assurances, name="round_assurances"),
    path("staff/rounds/<slug:slug>/criteria/", round_rules.round_criteria, name="round_criteria"),
    path("staff/rounds/<slug:slug>/criteria/<number:number>/", round_rules.round_criterion, name="round_criterion"),
    path("staff/rounds/<slug:slug>/publish/", round_steps.round_publish, name="round_publish"),
    path("staff/rounds/<slug:slug>/close/", round_steps.round_close, name="round_close"),
    path("staff/rounds/<slug:slug>/discard/", round_steps.round_discard, name="round_discard"),
]
