"""A scorer's conflict of interest, and an officer's word that connections were considered."""

from django import forms

from grants.rules.scorer_conflicts import LONGEST_ORGANIZATION
from portal.components.reasons import StepReasonForm


class OrganizationConflictForm(StepReasonForm):
    """With which district, school, or company the scorer has a conflict, and why."""

    organization = forms.CharField(
        label="District, school, or company",
        max_length=LONGEST_ORGANIZATION,
        help_text="Its full name, as in the registry if it’s a district or school.",
        error_messages={
            "required": "Enter the name of the district, school, or company",
            "max_length": f"Shorten the name to {LONGEST_ORGANIZATION} characters.",
        },
    )

    field_order = ("organization", "reason")


class ConsideredForm(forms.Form):
    """The officer's word. It isn't required by the form: the action knows whether it is needed."""

    considered = forms.BooleanField(
        label="I have considered these connections",
        required=False,
        help_text="Your name and the time are stored with the connections.",
    )
