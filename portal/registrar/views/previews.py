"""What all forms do whose changes are previewed before they are recorded."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from accounts.access import SignedInRequest
from accounts.refusals import Refusal, Refused
from changes.actions.change_set import ChangeSet, digest_of_preview
from portal.components.refusals import show_problems


def recorded_or_previewed(
    request: SignedInRequest,
    form: Any,  # a form with `for_action`
    *,
    preview: Callable[..., ChangeSet],
    record: Callable[..., Any],
    **facts: Any,
) -> tuple[Any, ChangeSet | None]:
    """What was recorded, if it was previewed and confirmed; otherwise None and, of a complete form, a preview."""
    acting = {"by": request.user, "at": timezone.now()}
    is_complete = form.is_valid()
    if is_complete and "record" in request.POST:
        digest = request.POST.get("preview_digest", "")
        try:
            return record(**facts, **form.for_action(), preview_digest=digest, **acting), None
        except Refusal as no:
            show_problems(form, no)
    try:
        change_set = preview(**facts, **form.for_action(), **acting) if is_complete else None
    except Refused as no:
        if not form.errors:
            show_problems(form, no)
        return None, None
    if change_set and change_set.problems and not form.errors:
        form.add_error(None, change_set.problems)
    return None, change_set


def preview_context(change_set: ChangeSet | None) -> dict[str, object]:
    """A preview, or None, for the template."""
    return {
        "is_previewed": change_set is not None,
        "can_record": change_set is not None and not change_set.problems,
        "lines": change_set.lines if change_set else [],
        "preview_digest": digest_of_preview(change_set) if change_set else "",
    }
