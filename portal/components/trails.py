"""Breadcrumbs: the pages above this one."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# Label and address of each page, the topmost first; the page itself comes last, without an address.
Trail = Sequence["tuple[str, str | _StrPromise | None]"]
