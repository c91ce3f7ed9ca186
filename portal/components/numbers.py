"""Numbers in forms."""

from django import forms


class WholeNumberField(forms.IntegerField):
    """A whole number, also written as an amount: $24,000."""

    def to_python(self, value: object) -> int | None:
        return super().to_python(value.replace(",", "").replace("$", "") if isinstance(value, str) else value)
