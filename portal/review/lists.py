"""What a reader may ask the queue for, read from the address."""

from typing import Any

from django import forms

from grants.reads.queue import SORTS, Wanted
from grants.states import SUBMITTED_STATUSES, Status
from reviews.models import Verdict

MARKS = [
    ("explained", "explained"),
    ("partly", "partly explained"),
    ("not_explained", "not explained"),
    ("unmarked", "not marked"),
    ("unanswered", "without a text"),
]
ELEMENTS = [(str(number), f"Element {number}") for number in range(1, 10)]
VERDICTS = [*Verdict.choices, ("none", "Not yet read")]
STATUSES = [(status.value, status.label) for status in Status if status in SUBMITTED_STATUSES]


class QueueFilter(forms.Form):
    """The filters of the queue. Whatever is not understood is left out, as if it had not been asked for."""

    competition = forms.SlugField(required=False)
    taken = forms.RegexField(r"^(mine|nobody|[0-9]{1,18})$", required=False)
    finding = forms.SlugField(required=False, max_length=40)
    element = forms.IntegerField(required=False, min_value=1, max_value=9)
    mark = forms.ChoiceField(required=False, choices=MARKS)
    status = forms.ChoiceField(required=False, choices=STATUSES)
    verdict = forms.ChoiceField(required=False, choices=VERDICTS)
    q = forms.CharField(required=False, max_length=200)
    sort = forms.ChoiceField(required=False, choices=[(sign + name, name) for name in SORTS for sign in ("", "-")])

    def wanted(self) -> Wanted:
        """What is asked for, so far as it can be understood."""
        self.is_valid()
        understood: dict[str, Any] = {name: value for name, value in self.cleaned_data.items() if value}
        understood["q"] = understood.get("q", "").replace("\x00", "").strip()
        return Wanted(**understood)
