"""What a scorer sends from the desk, and what an officer sets for the scoring of a round."""

from django import forms
from django.http import QueryDict

from grants.models import Scorer
from grants.rules.meeting import MOST_QUORUM
from grants.rules.scoring import GATE_VOTES, ScoreWords
from grants.states import ScoringStage
from portal.components.dates import MomentField
from reviews.models import CitationKind
from reviews.rules import PASSAGE, Cited

ABSTAIN = "abstain"


class ScoreForm(forms.Form):
    """One score, finished or not: the shape only. `score` is a level, yes or no, or that the scorer abstains."""

    score = forms.CharField(required=False, max_length=10)
    reason = forms.CharField(required=False)
    confidence = forms.CharField(required=False, max_length=10)
    nothing_found = forms.BooleanField(required=False)
    revision = forms.IntegerField(required=False, min_value=0)
    version = forms.IntegerField(required=False, min_value=1)

    def words(self) -> ScoreWords:
        """What was entered; a score that is no number, no vote, and not abstaining is a vote that the rules refuse."""
        data = self.cleaned_data
        score, is_level = data["score"], data["score"].isdecimal()
        return ScoreWords(
            level=int(score) if is_level else None,
            vote="" if is_level or score == ABSTAIN else score,
            has_abstained=score == ABSTAIN,
            reason=data["reason"],
            confidence=data["confidence"],
            nothing_found=data["nothing_found"],
        )


class ScoreCitationForm(forms.Form):
    """A passage or a cell, cited for a criterion by its number on the page; 0 is the question of the gate."""

    criterion = forms.IntegerField(
        min_value=0,
        max_value=999,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), "Choose a criterion."),
    )
    kind = forms.ChoiceField(
        choices=CitationKind, error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose what to cite.")
    )
    place = forms.CharField(required=False, max_length=120)
    # The characters of a passage and what the page showed of them, from the script; `sentence` is for pages without it.
    start = forms.IntegerField(required=False, min_value=0)
    end = forms.IntegerField(required=False, min_value=1)
    quote = forms.CharField(required=False, strip=False)
    sentence = forms.RegexField(r"^[0-9]{1,9}-[0-9]{1,9}$", required=False)
    version = forms.IntegerField(required=False, min_value=1)
    hidden = forms.BooleanField(required=False)  # whether the page had labels in place of names

    def cited(self) -> Cited:
        """What is cited."""
        data = self.cleaned_data
        if data["kind"] == PASSAGE and data["sentence"]:
            start, end = data["sentence"].split("-")
            return Cited(PASSAGE, data["place"], int(start), int(end))
        if data["kind"] == PASSAGE:
            return Cited(PASSAGE, data["place"], data["start"], data["end"], data["quote"])
        return Cited(data["kind"], data["place"], quote=data["quote"])


class ScoringSetUpForm(forms.Form):
    """Until when scorers submit, and how many yes votes pass the gate."""

    due_at = MomentField(
        label="Scores due",
        required=False,
        help_text="Scorers see this date. Use the state’s time zone.",
    )
    votes_needed = forms.IntegerField(
        label="Yes votes to pass the sustainability gate",
        min_value=1,
        max_value=GATE_VOTES,
        help_text=f"Out of {GATE_VOTES} votes.",
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), f"Enter a number from 1 to {GATE_VOTES}"
        ),
    )
    quorum = forms.IntegerField(
        label="Quorum of the consensus meeting",
        min_value=1,
        max_value=MOST_QUORUM,
        help_text="How many of an application’s scorers have to be in the room to take it up.",
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), f"Enter a number from 1 to {MOST_QUORUM}"
        ),
    )


class ClosingForm(forms.Form):
    """When a stage of scoring closes."""

    closes_at = MomentField(
        label="Closes",
        required=False,
        help_text="From then on, scorers can’t save or submit. In the state’s time zone. Leave blank for no date.",
    )


class AssignForm(forms.Form):
    """Which scorer gets the application, and for what."""

    scorer = forms.ModelChoiceField(
        Scorer.objects.none(),
        label="Scorer",
        empty_label="Choose a scorer",
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose a scorer"),
    )
    stage = forms.ChoiceField(
        label="Task",
        choices=ScoringStage.choices,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose a task"),
    )

    considered = forms.BooleanField(
        label="I have considered these connections",
        required=False,
        help_text="Select this if the scorer has connections to consider above. Your name and the time are stored.",
    )

    def __init__(self, data: QueryDict | None = None, *, scorers: object, has_connections: bool = False) -> None:
        super().__init__(data)
        if not has_connections:
            del self.fields["considered"]
        self.fields["scorer"].queryset = scorers  # type: ignore[attr-defined]  # a field made of rows
        self.fields["scorer"].label_from_instance = _label  # type: ignore[attr-defined]


def _label(scorer: Scorer) -> str:
    return f"{scorer.person.name} ({scorer.get_expertise_display()})"
