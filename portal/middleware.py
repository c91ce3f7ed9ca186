"""What is answered before anything looks at the visitor."""

from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from portal.home.views import health


def answer_health(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Answers `/healthz` under every host name and without HTTPS: monitors ask by IP address."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.path_info != "/healthz":
            return get_response(request)
        request.user = AnonymousUser()
        return health(request)

    return answer
