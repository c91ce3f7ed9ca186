"""What a reader may ask the queue for, read from the address."""

from typing import Any

from django import forms

from grants.reads.queue import SORTS, QueueQuery
from portal.review.pages.queue import CONCLUSIONS, MARKS, NO_DETERMINATION, STATUSES
from reviews.models import Verdict

VERDICTS = [*Verdict.choices, ("none", NO_DETERMINATION)]


class QueueFilter(forms.Form):
    """The filters of the queue. A value that makes no sense is ignored.

    A plain form: grants.reads.queue narrows the rows, once without each filter that has counts beside it, so that the
    queryset of a FilterSet would have no use.
    """

    competition = forms.SlugField(required=False)
    taken = forms.RegexField(r"^(mine|unassigned|[0-9]{1,18})$", required=False)
    finding = forms.SlugField(required=False, max_length=40)
    element = forms.IntegerField(required=False, min_value=1, max_value=9)
    mark = forms.ChoiceField(required=False, choices=MARKS)
    status = forms.ChoiceField(required=False, choices=STATUSES)
    verdict = forms.ChoiceField(required=False, choices=VERDICTS)
    conclusion = forms.ChoiceField(required=False, choices=CONCLUSIONS)
    q = forms.CharField(required=False, max_length=200)
    sort = forms.ChoiceField(required=False, choices=[(sign + name, name) for name in SORTS for sign in ("", "-")])

    def query(self) -> QueueQuery:
        """The filters that make sense."""
        self.is_valid()
        values: dict[str, Any] = {name: value for name, value in self.cleaned_data.items() if value}
        values["q"] = values.get("q", "").replace("\x00", "").strip()
        return QueueQuery(**values)
