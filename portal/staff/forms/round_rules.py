"""Forms of who may lead, what is needed to submit, assurances, and criteria of a funding round."""

from typing import Any

from django import forms
from django.http import QueryDict

from districts.states import DistrictKind
from grants.models import Competition, Criterion
from grants.rules.elements import CriterionDefinition
from grants.rules.eligibility import KINDS
from grants.rules.requirements import MOST_MEMBERS, REQUIREMENTS
from grants.rules.rounds import LEVELS, MOST_CRITERIA
from grants.rules.wanted_files import LONGEST_TEXT, LONGEST_TITLE, MOST_FILES, WantedFile, as_stored, wanted_files_in
from portal.staff.forms.rounds import SHORT, RulesForm

_SUMMARY = forms.Textarea(attrs={"rows": 2})


class SentencesField(forms.Field):
    """A list of sentences, one on each line."""

    widget = forms.Textarea(attrs={"rows": 10})

    def prepare_value(self, value: Any) -> Any:
        """The sentences on their lines, as the element shows them."""
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:
        """The lines that have text."""
        lines = value.splitlines() if isinstance(value, str) else value or []
        return [line.strip() for line in lines if line.strip()]


class RoundLeadsForm(RulesForm):
    """Which members may lead an application."""

    lead_kinds = forms.MultipleChoiceField(
        label="Who may lead",
        required=False,
        choices=[
            (kind, DistrictKind(kind).label if kind in DistrictKind.values else "Single school") for kind in KINDS
        ],
        widget=forms.CheckboxSelectMultiple,
        help_text="Select every kind that may lead. If you select none, any member may lead.",
    )
    needs_rural_lead = forms.BooleanField(
        label="The lead must be eligible for SRSA or RLIS",
        required=False,
        help_text="The federal programs for small, rural districts and for low-income, rural districts. A school is "
        "eligible if its district is.",
    )


class RoundRequirementsForm(RulesForm):
    """What an application must have before it can be submitted."""

    requirements = forms.MultipleChoiceField(
        label="Also needed to submit",
        required=False,
        choices=list(REQUIREMENTS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text="An application that lacks something you select can’t be submitted. Applicants may leave out what "
        "you don’t select; if they do, reviewers see a finding.",
    )
    fewest_members = forms.IntegerField(
        label="Minimum number of members",
        required=False,
        min_value=1,
        max_value=MOST_MEMBERS,
        help_text="Count the lead as a member.",
    )


class RoundFilesForm(RulesForm):
    """The files that applicants attach; a row without a title is no file."""

    def __init__(self, data: QueryDict | None = None, *, record: Competition, competition: Competition) -> None:
        super().__init__(data, record=record, competition=competition)
        self.earlier = wanted_files_in(record.wanted_files)
        for number in range(1, MOST_FILES + 1):
            self.fields[f"title_{number}"] = forms.CharField(label="Title", required=False, max_length=LONGEST_TITLE)
            self.fields[f"contains_{number}"] = forms.CharField(
                label="What it should contain",
                required=False,
                max_length=LONGEST_TEXT,
                widget=forms.Textarea(attrs={"rows": 2, "class": "application-short"}),
            )
            self.fields[f"required_{number}"] = forms.BooleanField(label="Required", required=False)
            self.fields[f"each_member_{number}"] = forms.BooleanField(
                label="One from each member",
                required=False,
                help_text="If you don’t select this, applicants attach one file for the whole application.",
            )
        for number, file in enumerate(self.earlier, start=1):
            self.initial.update({f"{name}_{number}": value for name, value in file._asdict().items()})
        self.order_fields([name for name in self.fields if name != "reason"])

    def rows(self) -> list[tuple[int, list[forms.BoundField]]]:
        """The number and the fields of each file, with one blank row after the last file."""
        return [self._row(number) for number in range(1, self._shown() + 1)]

    def further_rows(self) -> list[tuple[int, list[forms.BoundField]]]:
        """The blank rows after those."""
        return [self._row(number) for number in range(self._shown() + 1, MOST_FILES + 1)]

    def _row(self, number: int) -> tuple[int, list[forms.BoundField]]:
        return number, [self[f"{name}_{number}"] for name in WantedFile._fields]

    def _shown(self) -> int:
        """How many rows are in sight."""
        used = [number for number in range(1, MOST_FILES + 1) if any(field.value() for field in self._row(number)[1])]
        return min(max(used, default=0) + 1, MOST_FILES)

    def clean(self) -> dict[str, Any]:
        """A file that is described has a title."""
        for number in range(1, MOST_FILES + 1):
            is_used = any(self.cleaned_data.get(f"{name}_{number}") for name in WantedFile._fields)
            if is_used and not self.cleaned_data.get(f"title_{number}"):
                self.add_error(f"title_{number}", f"Enter a title for file {number}, or clear its row")
        return self.cleaned_data

    def edit(self) -> dict[str, Any]:
        """The files as typed, if they changed."""
        numbers = [one for one in range(1, MOST_FILES + 1) if self.cleaned_data[f"title_{one}"]]
        files = [WantedFile(*(self.cleaned_data[f"{name}_{one}"] for name in WantedFile._fields)) for one in numbers]
        return {} if files == self.earlier else {"wanted_files": [as_stored(file) for file in files]}


class RoundAssurancesForm(RulesForm):
    """The sentences that signers accept."""

    assurances = SentencesField(
        label="Assurances",
        error_messages={"required": "Enter at least one assurance"},
        help_text="Enter one on each line. The person who signs for a member accepts all of them.",
    )


class RoundCriteriaForm(RulesForm):
    """The titles and weights of all criteria; a row without a title and a weight is no criterion."""

    def __init__(self, data: QueryDict | None = None, *, criteria: list[Criterion], competition: Competition) -> None:
        super().__init__(data, record=competition, competition=competition)
        self.criteria = criteria
        for number in range(1, MOST_CRITERIA + 1):
            self.fields[f"title_{number}"] = forms.CharField(
                label=f"Criterion {number}", required=False, max_length=120
            )
            self.fields[f"weight_{number}"] = forms.IntegerField(
                label="Weight (%)", required=False, min_value=1, max_value=100
            )
        for number, criterion in enumerate(criteria, start=1):
            self.initial[f"title_{number}"] = criterion.title
            self.initial[f"weight_{number}"] = criterion.weight
        self.order_fields([name for name in self.fields if name != "reason"])

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The title and the weight of each row."""
        return [(self[f"title_{number}"], self[f"weight_{number}"]) for number in range(1, MOST_CRITERIA + 1)]

    def clean(self) -> dict[str, Any]:
        """Every row has a title and a weight, or neither."""
        for number in range(1, MOST_CRITERIA + 1):
            title, weight = self.cleaned_data.get(f"title_{number}"), self.cleaned_data.get(f"weight_{number}")
            if title and not weight and not self.has_error(f"weight_{number}"):
                self.add_error(f"weight_{number}", f"Enter the weight of {title}")
            if weight and not title and not self.has_error(f"title_{number}"):
                self.add_error(f"title_{number}", f"Enter a title for criterion {number}, or clear its weight")
        return self.cleaned_data

    def definitions(self) -> list[CriterionDefinition]:
        """The criteria as typed, each with the description and levels of its row."""
        rows = []
        for number in range(1, MOST_CRITERIA + 1):
            title, weight = self.cleaned_data[f"title_{number}"], self.cleaned_data[f"weight_{number}"]
            earlier = self.criteria[number - 1] if number <= len(self.criteria) else Criterion()
            if title:
                rows.append(CriterionDefinition(title, earlier.description, weight, tuple(earlier.levels)))
        return rows


class RoundCriterionForm(RulesForm):
    """The description of one criterion, and what each score means."""

    description = forms.CharField(label="Description", required=False, max_length=2000, widget=SHORT)
    level_0 = forms.CharField(
        label="Score 0 (lowest)",
        required=False,
        max_length=500,
        widget=_SUMMARY,
        help_text="Describe all five scores, or leave all five empty.",
    )
    level_1 = forms.CharField(label="Score 1", required=False, max_length=500, widget=_SUMMARY)
    level_2 = forms.CharField(label="Score 2", required=False, max_length=500, widget=_SUMMARY)
    level_3 = forms.CharField(label="Score 3", required=False, max_length=500, widget=_SUMMARY)
    level_4 = forms.CharField(label="Score 4 (highest)", required=False, max_length=500, widget=_SUMMARY)

    def stored(self, record: Any, names: list[str]) -> dict[str, Any]:
        """The description and the levels, blank if the criterion has none."""
        levels = [*record.levels, *[""] * LEVELS]
        return {"description": record.description} | {f"level_{score}": levels[score] for score in range(LEVELS)}

    def definition(self, criterion: Criterion) -> CriterionDefinition:
        """The criterion with what was typed."""
        levels = tuple(self.cleaned_data[f"level_{score}"] for score in range(LEVELS))
        return CriterionDefinition(
            criterion.title, self.cleaned_data["description"], criterion.weight, levels if any(levels) else ()
        )
