"""Sections that are shown as submitted: the draft has changes that the state doesn’t have, or isn’t the reader’s."""

from collections.abc import Collection
from typing import Any

from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from accounts.access import SignedInRequest
from grants.models import Application
from grants.reads.amendments import latest_version_of
from grants.reads.packets import Packet
from grants.reads.returns import unlocked_in
from grants.rules.application import problems_with_writing
from grants.rules.sections import label_of, section_named
from grants.states import LOCKED
from portal.applicant.pages.navigation import ways_from
from portal.components.section_texts import section_text


def submitted_in(
    application: Application, keys: Collection[str], *, reads: bool
) -> tuple[Packet | None, frozenset[str]]:
    """The submitted version, and which of these sections are read from it; None if none is.

    Those that no one can change now, and all for a person who doesn’t read the draft (`reads`). Edits that an earlier
    return unlocked and nobody sent are the draft’s (ADR 32); the page of questions shows them. No query before
    submission.
    """
    sealed = frozenset(keys)
    if reads and application.status not in LOCKED:
        return None, frozenset()
    if reads:
        unlocked = unlocked_in(application, timezone.now())
        sealed = frozenset(key for key in keys if problems_with_writing(application.status, key, unlocked))
    return (latest_version_of(application).content, sealed) if sealed else (None, sealed)


def submitted_section(
    request: SignedInRequest, application: Application, key: str, context: dict[str, Any]
) -> HttpResponse | None:
    """The page of a section as it was submitted, if the draft differs there or the reader doesn’t read the draft.

    `context` is that of `section_context`, with the draft’s packet.
    """
    packet, _ = submitted_in(application, [key], reads=context["reads_draft"])
    if packet is None:
        return None
    now, then = section_named(key, context["packet"]), section_named(key, packet)
    if context["reads_draft"] and (now is None or then is None or now.digest == then.digest):
        return None
    if then is None:
        raise Http404("This section wasn’t submitted.")
    positions = [int(row["key"].removeprefix("n")) for row in packet["narrative"]]
    shown = {
        "title": label_of(key, then.title),
        "paragraphs": [line for line in section_text(key, packet).splitlines() if line.strip()],
        "ways": ways_from(key, application.reference, positions),
        "may_edit": False,
        "may_write": False,
    }
    return TemplateResponse(request, "applicant/section_submitted.html", context | shown)
