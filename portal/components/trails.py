"""Breadcrumbs: the pages above this one."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# The label and address of each page from the top; the current page is last, with None as its address.
Trail = Sequence["tuple[str, str | _StrPromise | None]"]
