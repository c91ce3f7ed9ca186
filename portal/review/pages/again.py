"""A form of the desk that could not be saved, ready to be sent again; where another tab was first, with its version."""

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from grants.models import Determination, FindingAnswer, Mark
from portal.review.pages.findings import WORDS_OF_RESPONSE, kinds_of_response
from reviews.rules import QUESTIONS_OF_REASONS, VERDICTS

Stored = Mark | FindingAnswer | Determination
# The fields of a mark that the page sends again without showing them.
HIDDEN_OF_MARK = ("element", "kind", "place", "start", "end", "sentence", "quote")


@dataclass(frozen=True)
class SavedNow:
    """What the other tab saved."""

    title: str
    text: str
    at: datetime.datetime | None


def again_page(
    sent: Mapping[str, str],
    *,
    was_sent: Collection[str],
    reference: str,
    problems: Sequence[str],
    stored: Stored | None,
    back: str,
    about: str = "",
) -> dict[str, object]:
    """Everything that the page shows.

    `sent` has every field of the form, blank if it was not sent; `was_sent` are the names of those sent; `back` is the
    id on the desk where the reader was; `about` is the sentence of the finding that the reader responds to.
    """
    desk = reverse("review:review_desk", args=[reference])
    return {
        "reference": reference,
        "heading": "You saved this in another tab" if stored else "There is a problem",
        "problems": problems,
        "stored": _saved_now(stored) if stored else None,
        "button": "Use mine instead" if stored else "Try again",
        "back": f"{desk}#{back}",
        "about": about,
        "questions": (),
        "quote": "",
        "choice_name": "verdict",
        "trail": [("Reviews", reverse("review:review_list")), (reference, desk), ("There is a problem", None)],
        **_fields_of(sent, stored, was_sent),
    }


def _saved_now(stored: Stored) -> SavedNow:
    if isinstance(stored, FindingAnswer):
        return SavedNow(stored.get_kind_display(), stored.text, stored.answered_at)
    if isinstance(stored, Determination):
        return SavedNow(stored.get_verdict_display(), stored.reasons, stored.recorded_at)
    verdict = stored.get_verdict_display() or "not marked"
    return SavedNow(f"Element {stored.element}: {verdict}", stored.note, stored.marked_at)


def _fields_of(sent: Mapping[str, str], stored: Stored | None, was_sent: Collection[str]) -> dict[str, object]:
    version = ("version", sent["version"])
    choices = [(value, word, value == sent.get("verdict")) for value, word in VERDICTS.items()]
    if "element" in sent:
        return {
            "hidden_fields": [
                version,
                *((name, sent[name]) for name in HIDDEN_OF_MARK),
                ("revisions", _revisions(sent["revisions"], stored)),
            ],
            "quote": sent["quote"],
            "legend": f"Element {sent['element']}",
            "choices": choices,
            "text_fields": [("note", "Note", sent["note"], 3)] if "note" in was_sent else [],
        }
    if "text" in sent:
        revision = str(stored.revision) if isinstance(stored, FindingAnswer) else sent["revision"]
        return {
            "hidden_fields": [version, ("revision", revision)],
            "legend": "Your response",
            "choice_name": "kind",
            "choices": kinds_of_response(sent["kind"]),
            "text_fields": [("text", WORDS_OF_RESPONSE, sent["text"], 4)],
        }
    replaces = stored is not None or sent["replaces_reason"] != "" or sent["seen"] != "0"
    unmarked = ("unmarked_reason", "Reason for recording it with elements unmarked", sent["unmarked_reason"], 2)
    reason = ("replaces_reason", "Reason for the change", sent["replaces_reason"], 2)
    return {
        "hidden_fields": [version, ("seen", str(stored.pk) if stored else sent["seen"])],
        "legend": "Your determination",
        "choices": choices,
        "questions": QUESTIONS_OF_REASONS,
        "text_fields": [
            ("reasons", "Reasons", sent["reasons"], 4),
            *([unmarked] if "unmarked_reason" in was_sent else []),
            *([reason] if replaces else []),
        ],
    }


def _revisions(sent: str, stored: Stored | None) -> str:
    """The revisions to send again: the same ones, with the revision of the mark that the reader has now seen."""
    revisions = sent.split(",")
    if isinstance(stored, Mark) and len(revisions) >= stored.element:
        revisions[stored.element - 1] = str(stored.revision)
    return ",".join(revisions)
