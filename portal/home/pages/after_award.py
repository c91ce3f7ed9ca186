"""What members of an award do, and by when: the table of the help page."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from grants.rules.award_reports import DUE_AFTER


class AwardStep(NamedTuple):
    """Something that members do after an award."""

    what: str
    who: str
    by_when: str


def steps_after_award() -> list[AwardStep]:
    """The steps in their order, with the deadlines that the rules set."""
    people = _("Anyone with a role in the member")
    signer = _("An authorized signer of the member")
    before_start = _("Before the project starts")
    report = _("%(days)d days after each June 30, and after the end of the project") % {"days": DUE_AFTER.days}
    return [
        AwardStep(_("Divide the award among the members, if the parts change"), _("The lead"), before_start),
        AwardStep(_("Accept your amount, if it differs from the budget you signed"), signer, before_start),
        AwardStep(
            _("Finish your checklist"), people, _("By the due dates on it; the award starts when all members are done")
        ),
        AwardStep(_("Sign the grant agreement"), _("The lead, with the state"), _("When all members are ready")),
        AwardStep(_("Claim what you spent"), people, _("During the project, and until the state closes the award")),
        AwardStep(
            _("Propose a change to a promise that you can’t keep"),
            people,
            _("Before the report period ends, on June 30"),
        ),
        AwardStep(_("Report on your promises"), people, report),
    ]
