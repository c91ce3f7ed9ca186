"""What a signed-in person has to do."""

from django.urls import URLPattern, path

from portal.components import converters  # noqa: F401  # registers the path converters used below
from portal.my.views import dashboard, delegates

app_name = "my"
urlpatterns: list[URLPattern] = [
    path("my/delegates/", delegates.delegate_list, name="delegate_list"),
    path("my/delegates/give/", delegates.delegate_give, name="delegate_give"),
    path("my/delegates/<number:pk>/end/", delegates.delegate_end, name="delegate_end"),
    path("my/delegates/<number:pk>/keep/", delegates.delegate_keep, name="delegate_keep"),
    path("my/delegations/<number:pk>/", delegates.delegation_answer, name="delegation_answer"),
    path("my/next/", dashboard.next_task, name="next_task"),
    path("my/", dashboard.dashboard, name="dashboard"),
]
