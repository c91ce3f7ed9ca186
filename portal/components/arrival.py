"""When a click arrived. Deadlines go by this, not by when a worker had time for the request."""

import datetime
import re

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from grants.states import LONGEST_WAIT

# Seconds with a fraction, or whole milliseconds or microseconds; nginx puts `t=` in front.
_START = re.compile(r"(?:t=)?([0-9]{9,16}(?:\.[0-9]{1,6})?)")


def arrived_at(request: HttpRequest) -> datetime.datetime:
    """When the proxy received the request, by its `X-Request-Start`; now without a trusted proxy.

    A time in the future, or further back than a proxy waits for a response, is ignored.
    """
    now = timezone.now()
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    forwarded = request.headers.get("X-Forwarded-For", "")
    start = _START.fullmatch(request.headers.get("X-Request-Start", ""))
    if not proxies or not forwarded or len(forwarded.split(",")) < proxies or start is None:
        return now
    seconds = float(start[1])
    while seconds > 1e11:
        seconds /= 1000
    arrival = datetime.datetime.fromtimestamp(seconds, datetime.UTC)
    return arrival if now - LONGEST_WAIT <= arrival <= now else now
