"""Words about findings that the applicant's pages and the review desk share."""

from django.urls import reverse

from grants.rules.collaboration.findings import rule_named

# Shown when the checks found nothing.
NOTHING_FOUND = "The checks found nothing to point out. They can’t catch every contradiction."


def questions_in_words(number: int) -> str:
    """How many questions (possible findings) there are: "1 question to check"; "" for none."""
    if not number:
        return ""
    return "1 question to check" if number == 1 else f"{number} questions to check"


def about_check(rule: str) -> str:
    """The address of the help about a rule; "" if this version of the portal has no such rule."""
    return f"{reverse('home:help_checks')}#{rule}" if rule_named(rule) else ""
