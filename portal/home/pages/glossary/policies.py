"""Terms of state policies and reported barriers."""

from django.utils.translation import gettext_lazy as _

from portal.home.pages.glossary.term import Term, TermGroup

POLICIES = TermGroup(
    _("State policies"),
    (
        Term(
            _("Policy"),
            _("A statute, a rule, or a guideline of the State, with its citation and whether it can be waived."),
            _("Sample Code 33.21, School calendars of each district."),
            "Policy",
        ),
        Term(
            _("Barrier"),
            _(
                "What a policy keeps districts from doing together. Districts report it, and the State publishes a "
                "text about it and answers."
            ),
            _("Districts that share a course need the same calendar."),
            "Barrier",
        ),
        Term(
            _("Docket"),
            _("The State’s list of reported barriers, the most pressing first."),
            _("A barrier that twelve districts reported is above one that two reported."),
        ),
    ),
)
