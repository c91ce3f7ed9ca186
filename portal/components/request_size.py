"""How many bytes a page takes. `portal.middleware.RefuseLargeBodies` refuses more before it is read."""

from collections.abc import Callable

from django.conf import settings
from django.http.response import HttpResponseBase

View = Callable[..., HttpResponseBase]
# The parts of a request around its files.
ENVELOPE = 1024 * 1024


def takes_up_to(most: int) -> Callable[[View], View]:
    """Lets a view take this many bytes in files or fields, instead of MOST_REQUEST_BYTES."""

    def decorate(view: View) -> View:
        view.most_bytes = most  # type: ignore[attr-defined]
        return view

    return decorate


def most_bytes_of(view: View) -> int:
    """What the view takes."""
    return int(getattr(view, "most_bytes", settings.MOST_REQUEST_BYTES))
