"""What the tests would do again and again with the same result is done once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest
from django.conf import settings
from django.template import Context, Template
from django.test.client import ClientHandler

from portal.review import files
from portal.review.views import letters, packets, paper

MIDDLEWARE = ("_middleware_chain", "_view_middleware", "_template_response_middleware", "_exception_middleware")

_drawn = cache(files.draw_pdf)


@contextmanager
def drawing_here() -> Iterator[None]:
    """Until its end, PDFs are drawn by this program instead of a separate one, and an equal page once."""
    with pytest.MonkeyPatch.context() as patch:
        for views in (letters, packets, paper):
            patch.setattr(views, "pdf_of", _drawn)
        yield


def storing_whole_pages(store: Callable[..., None]) -> Callable[..., None]:
    """Django's `store_rendered_templates`, which copies the context of each page and not of each of its parts."""

    def store_page(stored: dict[str, Any], signal: Any, sender: Any, template: Template, context: Context, **more: Any):
        if context.template is template:
            store(stored, signal, sender, template, context, **more)

    return store_page


def loading_once(load: Callable[..., None]) -> Callable[..., None]:
    """A client's `load_middleware`, which takes what an earlier client loaded as long as no setting has changed."""
    latest: dict[str, Any] = {}

    def load_or_take(handler: ClientHandler, *arguments: Any, **more: Any) -> None:
        if latest.get("settings") is not settings._wrapped:
            load(handler, *arguments, **more)
            latest.update(settings=settings._wrapped, loaded={name: getattr(handler, name) for name in MIDDLEWARE})
        else:
            vars(handler).update(latest["loaded"])

    return load_or_take
