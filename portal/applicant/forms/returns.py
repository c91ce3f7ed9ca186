"""What an applicant sends to answer the state’s questions."""

from django import forms
from django.http import QueryDict

from grants.models import ApplicationReturn
from grants.rules.returns import name_of_section
from grants.rules.texts import LONGEST_NOTE


class ReturnAnswersForm(forms.Form):
    """The answers to the state’s questions, a field for each question."""

    revision = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, returned: ApplicationReturn) -> None:
        super().__init__(data, initial={"revision": returned.revision})
        for question in returned.questions.all():
            label = f"{question.position}. {name_of_section(question.section)}: {question.text}"
            self.fields[f"answer-{question.position}"] = forms.CharField(
                label=label,
                required=False,
                initial=question.answer,
                max_length=LONGEST_NOTE,
                widget=forms.Textarea(attrs={"rows": 5}),
                help_text="Answer in words, or change the section." if question.unlocks else "Answer in words.",
                error_messages={"max_length": f"Shorten the answer to {LONGEST_NOTE:,} characters"},
            )

    def answers(self) -> dict[int, str]:
        """The answers by the number of their question."""
        return {int(name[7:]): text for name, text in self.cleaned_data.items() if name.startswith("answer-")}
