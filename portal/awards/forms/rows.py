"""Forms of numbered rows: the checklist of a round, and the payment schedule of an award."""

from collections.abc import Iterable, Sequence

from django import forms
from django.http import QueryDict

from grants.rules.award_setup import LONGEST_ITEM, MOST_DAYS, MOST_ITEMS, ChecklistLine
from grants.rules.payments import MOST_PAYMENTS, Payment
from portal.awards.forms import dollars
from portal.components.dates import day_field
from portal.components.numbers import WholeNumberField


class NumberedRowsForm(forms.Form):
    """Rows of the same fields. A blank row counts for nothing."""

    NAMES: Sequence[str] = ()
    MOST = 0

    def rows(self) -> list[tuple[int, list[forms.BoundField]]]:
        """The number and the fields of each row in use, with three blank rows after the last one."""
        used = [number for number in range(1, self.MOST + 1) if any(field.value() for field in self._row(number)[1])]
        return [self._row(number) for number in range(1, min(max(used, default=0) + 3, self.MOST) + 1)]

    def entered(self, number: int) -> list[object]:
        """The values of a row."""
        return [self.cleaned_data.get(f"{name}_{number}") for name in self.NAMES]

    def _row(self, number: int) -> tuple[int, list[forms.BoundField]]:
        return number, [self[f"{name}_{number}"] for name in self.NAMES]


class RoundChecklistForm(NumberedRowsForm):
    """What each member does before an award starts, and by when."""

    NAMES, MOST = ("item", "days", "on"), MOST_ITEMS

    def __init__(self, data: QueryDict | None = None, *, lines: Iterable[ChecklistLine]) -> None:
        super().__init__(data)
        wrong = dict.fromkeys(("invalid", "min_value", "max_value"), f"Enter a whole number of days up to {MOST_DAYS}")
        for number in range(1, MOST_ITEMS + 1):
            self.fields[f"item_{number}"] = forms.CharField(
                label="What the member does",
                required=False,
                max_length=LONGEST_ITEM,
                error_messages={"max_length": f"Shorten the item to {LONGEST_ITEM} characters"},
            )
            self.fields[f"days_{number}"] = WholeNumberField(
                label="Due (days after the award)",
                required=False,
                min_value=0,
                max_value=MOST_DAYS,
                widget=forms.TextInput(attrs={"inputmode": "numeric"}),
                error_messages=wrong,
            )
            self.fields[f"on_{number}"] = day_field("Or due (date)")
        for number, line in enumerate(lines, start=1):
            self.initial.update({f"item_{number}": line.item, f"days_{number}": line.days, f"on_{number}": line.on})

    def clean(self) -> dict[str, object]:
        """An item with a due date has a text."""
        for number in range(1, self.MOST + 1):
            item, *due = self.entered(number)
            if not item and any(one is not None for one in due):
                self.add_error(f"item_{number}", f"Enter what the member does for item {number}, or clear its row")
        return self.cleaned_data

    def lines(self) -> list[ChecklistLine]:
        """The items with their due dates."""
        found = []
        for number in range(1, self.MOST + 1):
            item, days, on = (self.cleaned_data[f"{name}_{number}"] for name in self.NAMES)
            if item:
                found.append(ChecklistLine(item, days, on))
        return found


class PaymentScheduleForm(NumberedRowsForm):
    """When the state plans to pay how much."""

    NAMES, MOST = ("on", "amount"), MOST_PAYMENTS

    def __init__(self, data: QueryDict | None = None, *, payments: Iterable[Payment]) -> None:
        super().__init__(data)
        for number in range(1, MOST_PAYMENTS + 1):
            self.fields[f"on_{number}"] = day_field("Date")
            self.fields[f"amount_{number}"] = dollars("Amount", least=1)
            self.fields[f"amount_{number}"].required = False
        for number, payment in enumerate(payments, start=1):
            self.initial.update({f"on_{number}": payment.on, f"amount_{number}": f"{payment.amount:,}"})

    def clean(self) -> dict[str, object]:
        """A payment has a date and an amount."""
        for number in range(1, self.MOST + 1):
            on, amount = self.entered(number)
            if amount and not on and not self.has_error(f"on_{number}"):
                self.add_error(f"on_{number}", f"Enter the date of payment {number}")
            if on and not amount and not self.has_error(f"amount_{number}"):
                self.add_error(f"amount_{number}", f"Enter the amount of payment {number}")
        return self.cleaned_data

    def payments(self) -> list[Payment]:
        """The payments that were entered."""
        found = []
        for number in range(1, self.MOST + 1):
            on, amount = (self.cleaned_data[f"{name}_{number}"] for name in self.NAMES)
            if on and amount:
                found.append(Payment(on, amount))
        return found
