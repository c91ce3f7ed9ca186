"""What a page does when an action says no."""

from django.forms import Form

from accounts.refusals import Refusal


def show_problems(form: Form, refusal: Refusal) -> None:
    """Show the problems above the form, which keeps what was typed."""
    form.add_error(None, list(refusal.problems))
