"""What a page does when an action says no."""

from django.forms import Form

from accounts.refusals import Refusal


def show_problems(form: Form, refusal: Refusal) -> None:
    """Show the problems above the form, which keeps what was typed; those about a field lead to it."""
    form.add_error(refusal.about if refusal.about in form.fields else None, list(refusal.problems))
