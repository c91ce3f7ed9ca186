"""The forms for a shared contract, its amendments, documents, suppliers, and calculator."""

import copy
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms import BoundField
from django.http import QueryDict

from consortia.rules.documents import LARGEST
from portal.components.dates import day_field
from portal.components.numbers import WholeNumberField
from portal.components.seen_facts import SeenFactsForm
from portal.purchasing.pages.calculator import Asked
from purchasing.actions.documents import ContractUpload
from purchasing.reads.ledger import PricedItem
from purchasing.rules.amendments import AMENDABLE, REASON_AT_MOST
from purchasing.rules.calculator import DistrictPlace
from purchasing.rules.contracts import FACTS, MOST_COUNTED
from purchasing.rules.documents import TITLE_AT_MOST
from purchasing.rules.suppliers import NAME_AT_MOST
from purchasing.states import CostFormula, DocumentKind


class ContractFormSection(NamedTuple):
    """Some fields of a form under one heading, and what the heading says about them."""

    heading: str
    about: str
    fields: list[BoundField]


def _amount_field(label: str, help_text: str, *, places: int = 4) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=places,
        help_text=help_text,
        error_messages={"invalid": "Enter an amount like 1249.50", "min_value": "Enter an amount of zero or more"},
    )


def _text(field: str, label: str, help_text: str = "", *, missing: str = "") -> forms.CharField:
    words = {"required": missing} if missing else None
    return forms.CharField(
        label=label,
        max_length=FACTS[field].at_most or None,
        help_text=help_text,
        required=bool(missing),
        error_messages=words,
    )


def _long(field: str, label: str, help_text: str = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(
        label=label, max_length=FACTS[field].at_most, help_text=help_text, required=False, widget=widget
    )


def _count(label: str, help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, help_text=help_text, required=False, min_value=0, max_value=MOST_COUNTED)


def _choice(field: str, label: str, help_text: str = "", *, unknown: str = "Not known") -> forms.ChoiceField:
    choices = [*([("", unknown)] if unknown else []), *FACTS[field].choices.items()]
    return forms.ChoiceField(label=label, help_text=help_text, required=False, choices=choices)


class ContractForm(SeenFactsForm):
    """A contract's facts in sections, and their values when the form was shown."""

    number = _text(
        "number",
        "Contract number",
        "The number the consortium uses, for example, 24-01.",
        missing="Enter the contract number",
    )
    title = _text(
        "title", "Title", "What members can buy, for example, “Classroom furniture.”", missing="Enter the title"
    )
    category = _text("category", "Category", "A word or two that similar contracts share, for example, “Furniture.”")
    supplier = _text(
        "supplier", "Suppliers", "Separate several suppliers with semicolons.", missing="Enter the supplier"
    )
    covers = _long("covers", "What members can buy", "The goods and services in a few sentences.")
    scope_limits = _long("scope_limits", "Limits", "What the contract does not cover, for example, public works.")
    starts_on = day_field("Start date", "Leave blank if it is not known.")
    ends_on = day_field("End date", "Members can buy through this date. Leave blank if there is no end date.")
    options = _text("options", "Renewal options", "For example, “Two renewals of one year each.”")
    options_left = _count("Renewals left")
    notice_on = day_field("Notice date", "The last day to tell the supplier whether you renew.")
    lead = _text("lead", "Lead agency", "The LEAID of the district or service agency that signed, seven digits.")
    requires_joinder = _choice(
        "requires_joinder", "Do members need a joinder?", "A signed agreement to join.", unknown=""
    )
    buyers_note = _long("buyers_note", "More about who may buy")
    price_basis = _long("price_basis", "Price basis", "For example, “30 percent below the supplier’s list price.”")
    pooling = _choice("pooling", "Quantity that sets the price", unknown="")
    tiering = _choice("tiering", "Price tiers", unknown="")
    admin_fee = _text("admin_fee", "Administrative fee", "For example, “2 percent, paid by the supplier.”")
    how_to_order = _long("how_to_order", "How to order")
    contact_role = _text("contact_role", "Contact role", "A role, not a person’s name.")
    contact_phone = _text("contact_phone", "Contact phone")
    contact_email = forms.EmailField(
        label="Contact email", required=False, max_length=FACTS["contact_email"].at_most, help_text="A role’s mailbox."
    )
    solicitation_number = _text("solicitation_number", "Solicitation number")
    solicitation_method = _choice("solicitation_method", "Method")
    planned_on = day_field("Planning date", "When the board or the consortium decided to ask for bids.")
    published_on = day_field("Date published")
    bids_due_on = day_field("Date bids were due")
    bids_received = _count("Bids received")
    evaluation = _long("evaluation", "Evaluation", "How the bids were compared.")
    awarded_on = day_field("Award date")
    award_reason = _long("award_reason", "Reason for the award")
    cooperative_clause = _choice(
        "cooperative_clause", "Cooperative-use clause", "Does the solicitation let other agencies buy?"
    )
    clause_page = _text("clause_page", "Page of the clause")
    federal_funds = _choice(
        "federal_funds", "Ready for federal funds", "Was it awarded under the federal rules (2 CFR 200.318 to 200.327)?"
    )

    _SECTIONS = (
        ("The contract", "", ("number", "title", "category", "supplier", "covers", "scope_limits")),
        ("Dates", "", ("starts_on", "ends_on", "options", "options_left", "notice_on")),
        ("Who may buy", "", ("lead", "requires_joinder", "buyers_note")),
        ("Prices and orders", "", ("price_basis", "pooling", "tiering", "admin_fee", "how_to_order")),
        ("Contacts", "If this is blank, the consortium’s office is shown.",
         ("contact_role", "contact_phone", "contact_email")),
        ("Solicitation and award", "Members need this to show an auditor that they may buy under the contract.",
         ("solicitation_number", "solicitation_method", "planned_on", "published_on", "bids_due_on", "bids_received",
          "evaluation", "awarded_on", "award_reason", "cooperative_clause", "clause_page", "federal_funds")),
    )  # fmt: skip

    def __init__(self, data: QueryDict | None = None, *, known: Mapping[str, str]) -> None:
        super().__init__(data)
        self.remember(known)

    @property
    def values(self) -> dict[str, str]:
        """The entered values, by fact; a number may be zero."""
        given = {field: self.cleaned_data[field] for field in self.own}
        return {field: "" if value is None else str(value) for field, value in given.items()}

    @property
    def sections(self) -> list[ContractFormSection]:
        """The fields that people fill in, under their headings."""
        return [
            ContractFormSection(heading, about, [self[name] for name in names if name in self.fields])
            for heading, about, names in self._SECTIONS
        ]


class ContractDocumentForm(forms.Form):
    """A document of a contract: its type, its title, and a file or a link."""

    kind = forms.ChoiceField(
        label="Type of document",
        choices=[("", "Choose"), *DocumentKind.choices],
        error_messages={"required": "Choose the type of document"},
    )
    title = forms.CharField(label="Title", max_length=TITLE_AT_MOST, error_messages={"required": "Enter the title"})
    file = forms.FileField(
        label="File",
        required=False,
        help_text="PDF, PNG, or JPEG, up to 5 MB.",
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
        error_messages={"empty": "This file is empty. Choose another file."},
    )
    url = forms.CharField(
        label="Link", required=False, help_text="If it is published elsewhere, enter the full link instead of a file."
    )

    def clean_file(self) -> UploadedFile | None:
        """The file. Refuses files that are too large before they are read."""
        file: UploadedFile | None = self.cleaned_data["file"]
        if file and file.size and file.size > LARGEST:
            raise forms.ValidationError("This file is larger than 5 MB. Choose a smaller file, or enter a link.")
        return file

    def upload(self) -> ContractUpload:
        """What was entered."""
        given = self.cleaned_data
        file: UploadedFile | None = given["file"]
        return ContractUpload(
            kind=given["kind"],
            title=given["title"],
            url=given["url"],
            content=file.read() if file else b"",
            name=file.name or "" if file else "",
        )


class SupplierNameForm(forms.Form):
    """A supplier's new name, and the last day of the old one."""

    name = forms.CharField(label="New name", max_length=NAME_AT_MOST, error_messages={"required": "Enter the new name"})
    until = day_field("End date of the old name", "Leave blank if it is not known.")


class CalculatorForm(forms.Form):
    """A district with what it buys in a year and pays today, and what it costs to take part and to leave."""

    consortium = forms.CharField(required=False, widget=forms.HiddenInput)
    item = forms.ChoiceField(label="Item", required=False)
    leaid = forms.CharField(
        label="District",
        required=False,
        max_length=20,
        help_text="The district’s LEAID, 7 digits. Leave blank to see the districts that already order.",
    )
    units = WholeNumberField(
        label="Units the district buys each year",
        required=False,
        min_value=1,
        max_value=100_000_000,
        help_text="Leave blank to use what it ordered under this contract in the last 12 months.",
        error_messages={"invalid": "Enter a whole number of units", "min_value": "Enter 1 or more units"},
    )
    own_price = _amount_field(
        "Unit price it pays today ($)", "Leave blank to use the price on record, if there is one."
    )
    fee = _amount_field("Annual fee for using the contract ($)", "Leave blank if there is none.")
    exit_cost = _amount_field("Cost to leave ($)", "What a member pays, once, when it leaves the contract.")

    def __init__(
        self,
        data: QueryDict | None,
        *,
        items: Sequence[PricedItem],
        places: Mapping[str, DistrictPlace],
        consortium: str,
    ) -> None:
        super().__init__(data, initial={"consortium": consortium})
        self.items, self.places = {str(one.item.pk): one for one in items}, places
        item = self.fields["item"]
        assert isinstance(item, forms.ChoiceField)  # noqa: S101  # declared above
        item.choices = [(key, one.item.name) for key, one in self.items.items()]

    def clean_leaid(self) -> str:
        """A district of the contract’s states. Raises ValidationError."""
        leaid: str = self.cleaned_data["leaid"].strip()
        if leaid and leaid not in self.places:
            raise forms.ValidationError("Enter the LEAID of an open local district in the consortium’s state")
        return leaid

    @property
    def chosen(self) -> PricedItem:
        """The item that was chosen, or the first."""
        key = self.cleaned_data["item"] if self.is_valid() else ""
        return self.items.get(key) or next(iter(self.items.values()))

    @property
    def asked(self) -> Asked:
        """What was entered; nothing if something is wrong with it."""
        if not self.is_valid():
            return Asked()
        entered, none = self.cleaned_data, Decimal(0)
        return Asked(
            entered["leaid"],
            entered["units"] or 0,
            entered["own_price"],
            entered["fee"] or none,
            entered["exit_cost"] or none,
        )


class ContractAmendmentForm(forms.Form):
    """What the parties to a contract changed, from when, and why."""

    effective_on = day_field("Effective date", "The date the change takes effect.", missing="Enter the effective date")
    reason = forms.CharField(
        label="Reason",
        max_length=REASON_AT_MOST,
        help_text="Members read it in an email and on the contract’s page.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter the reason"},
    )

    def __init__(self, data: QueryDict | None = None, *, known: Mapping[str, str]) -> None:
        super().__init__(data)
        for field in AMENDABLE:
            self.fields[field] = copy.deepcopy(ContractForm.base_fields[field])
            self.fields[field].initial = known[field]

    @property
    def sections(self) -> list[ContractFormSection]:
        """The amendment itself, and the facts that it may change."""
        about = "Change only the terms that the amendment changes."
        return [
            ContractFormSection("The amendment", "", [self["effective_on"], self["reason"]]),
            ContractFormSection("New terms", about, [self[field] for field in AMENDABLE]),
        ]

    @property
    def facts(self) -> dict[str, str]:
        """The facts as they were entered, as text."""
        given = {field: self.cleaned_data[field] for field in AMENDABLE}
        return {field: "" if value is None else str(value) for field, value in given.items()}


class TerminationForm(forms.Form):
    """The last date to buy under a contract that ends before its time, and why."""

    effective_on = day_field("End date", "Members can buy through this date.", missing="Enter the end date")
    reason = forms.CharField(
        label="Reason",
        max_length=REASON_AT_MOST,
        help_text="Members read it in an email and on the contract’s page.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter the reason"},
    )


class CostSharingForm(forms.Form):
    """A cost with the formula to divide it, and another formula to compare."""

    consortium = forms.CharField(required=False, widget=forms.HiddenInput)
    cost = _amount_field("Cost to share ($)", "For example, the yearly fee of the contract.", places=2)
    formula = forms.ChoiceField(label="Formula", required=False, choices=CostFormula.choices)
    instead = forms.ChoiceField(
        label="Compare with", required=False, choices=[("", "No other formula"), *CostFormula.choices]
    )
