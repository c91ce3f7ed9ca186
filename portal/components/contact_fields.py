"""The fields for what a consortium is and how to reach its office."""

from django import forms


def contact_fields(most: int) -> dict[str, forms.Field]:
    """The description, at most that many characters long, and the office's role, phone, email, and website."""
    return {
        "about": forms.CharField(
            label="Description",
            required=False,
            max_length=most,
            widget=forms.Textarea(attrs={"rows": 4}),
            help_text="What the consortium does. Anyone can read it.",
        ),
        "contact_role": forms.CharField(
            label="Contact role",
            required=False,
            help_text="The office to ask for, not a person’s name. For example, director’s office.",
        ),
        "phone": forms.CharField(
            label="Office phone", required=False, help_text="Include the area code, for example, 614-555-0137."
        ),
        "office_email": forms.CharField(
            label="Office email",
            required=False,
            help_text="Use a shared office address, not a person’s. Anyone can see it.",
        ),
        "website": forms.CharField(label="Website", required=False, help_text="For example, www.otterrun.example."),
    }
