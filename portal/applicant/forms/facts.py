"""What an applicant replies to the facts that the board reads."""

from collections.abc import Iterable, Mapping

from django import forms
from django.http import QueryDict

from grants.rules.fact_replies import LONGEST_REPLY, BoardFact


class FactRepliesForm(forms.Form):
    """A field for each fact."""

    def __init__(
        self, data: QueryDict | None = None, *, facts: Iterable[BoardFact], replies: Mapping[str, str]
    ) -> None:
        super().__init__(data)
        self._keys = {}
        for number, fact in enumerate(facts, start=1):
            name = f"fact-{number}"
            self._keys[name] = fact.key
            self.fields[name] = forms.CharField(
                label=f"{number}. {fact.label}",
                help_text=fact.text,
                required=False,
                initial=replies.get(fact.key, ""),
                max_length=LONGEST_REPLY,
                widget=forms.Textarea(attrs={"rows": 3}),
                error_messages={"max_length": f"Shorten the reply to {LONGEST_REPLY:,} characters"},
            )

    def replies(self) -> dict[str, str]:
        """The replies by the key of their fact."""
        return {self._keys[name]: text for name, text in self.cleaned_data.items()}
