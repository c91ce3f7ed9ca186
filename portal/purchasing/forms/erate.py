"""Forms for E-rate discounts."""

from django import forms

from portal.components.numbers import WholeNumberField


class EratePageForm(forms.Form):
    """What the page of a consortium's discounts is asked for: a funding year and a category."""

    year = forms.IntegerField(min_value=1998, max_value=2200, required=False)
    category = forms.IntegerField(min_value=1, max_value=2, required=False)


class ErateRateForm(forms.Form):
    """A district's own discount, as a form or a decision states it."""

    category_one = WholeNumberField(
        label="Category one discount",
        help_text="In percent, for internet service.",
        error_messages={"required": "Enter the category one discount", "invalid": "Enter a whole percent, like 80"},
    )
    category_two = WholeNumberField(
        label="Category two discount",
        required=False,
        help_text="In percent, for equipment inside buildings. Leave blank if you don’t know it.",
        error_messages={"invalid": "Enter a whole percent, like 80"},
    )
    source = forms.CharField(
        label="Source",
        max_length=300,
        help_text="The document that states it, for example, an FCC Form 471 or a funding decision, with its number.",
        error_messages={"required": "Enter the source"},
    )
