"""Numbers in forms."""

from decimal import Decimal

from django import forms


class WholeNumberField(forms.IntegerField):
    """A whole number, also written as an amount: $24,000."""

    def to_python(self, value: object) -> int | None:
        return super().to_python(value.replace(",", "").replace("$", "") if isinstance(value, str) else value)


class MoneyField(forms.DecimalField):
    """An amount in dollars, also written like $24,000.50."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def to_python(self, value: object) -> Decimal | None:  # type: ignore[override]  # the stubs have its parent’s int
        return super().to_python(value.replace(",", "").replace("$", "") if isinstance(value, str) else value)
