"""The public files of awards, and what other standards call their columns."""

import datetime
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grants.models import BoardDecision
from portal.components.columns import DAY, NEVER, Column, File

BOARD = _("The board’s decision")
REPORTS = _("Reports that the state accepted")
RANKING = _("The ranking of the round when the decision was released")
DOLLARS = _("US dollars")
NO_RANKING = _("The round has no ranking, or the application isn’t in it.")
STUDENTS = _("students; “not shown” for 1 to 9, and where it would reveal such a count")


def _released_on(decision: BoardDecision) -> datetime.date | None:
    at = decision.release.confirmed_at if decision.release else None
    return timezone.localdate(at) if at else None


AWARDS = File(
    "awards",
    _("Awards"),
    _("Each row is a decision in the public record: awards, and other decisions where the round publishes them."),
    (
        Column("application", _("Number of the application."), BOARD, empty=NEVER, source="application__reference"),
        Column("round", _("Name of the funding round."), BOARD, empty=NEVER, source="application__competition__name"),
        Column(
            "consortium",
            _("Name of the consortium that applied."),
            BOARD,
            empty=NEVER,
            source="application__consortium__name",
        ),
        Column(
            "decision",
            _("yes, no, hold, edit, ineligible, or gate (it didn’t pass the gate)."),
            BOARD,
            empty=NEVER,
            source="outcome",
        ),
        Column("amount", _("What was awarded."), BOARD, DOLLARS, _("It isn’t an award.")),
        Column("released_on", _("Date when the decision was released."), BOARD, DAY, NEVER, _released_on),
        Column("conditions", _("Conditions of the award."), BOARD, empty=_("There are none.")),
        Column(
            "band",
            _("Band of the ranking, from 1 for the best. Scores can’t tell applications in one band apart."),
            RANKING,
            _("whole number"),
            NO_RANKING,
        ),
        Column("bands", _("How many bands the ranking has."), RANKING, _("whole number"), NO_RANKING),
    ),
)
OUTCOMES = File(
    "award-outcomes",
    _("Outcomes of an award"),
    _("Each row is a member’s students with access to an activity, before the award and in the latest report."),
    (
        Column("application", _("Number of the application."), REPORTS, empty=NEVER),
        Column("activity", _("Name of the activity."), REPORTS, empty=NEVER),
        Column("home", _("The member whose students they are; “All members” for the total."), REPORTS, empty=NEVER),
        Column("offered_by", _("The member that offers the activity."), REPORTS, empty=_("The row is a total.")),
        Column("students_before", _("With access before the award."), REPORTS, STUDENTS, NEVER),
        Column("students_now", _("With access at the end of the period."), REPORTS, STUDENTS, NEVER),
    ),
)


class OtherName(NamedTuple):
    """A fact of an award: its column here, and its field in 360Giving 1.4 and in CommonGrants 0.4."""

    fact: object
    column: str
    giving360: str
    common_grants: str


NONE = "—"
# CommonGrants 0.4, AwardBase: https://commongrants.org/
OTHER_NAMES = (
    OtherName(_("Number of the application"), "application", "id", "identifiers, application"),
    OtherName(_("Name of the round"), "round", "grantProgramme", "opportunity"),
    OtherName(_("Consortium and round"), NONE, "title", "title"),
    OtherName(_("Names of the activities"), NONE, "description", "description"),
    OtherName(_("Decision: yes, while the project runs"), "decision", NONE, "status.value: awarded"),
    OtherName(_("Decision: yes, after the award was closed"), "decision", NONE, "status.value: completed"),
    OtherName(_("What the application requested"), NONE, "amountAppliedFor", "funding.requestedAmount"),
    OtherName(_("What was awarded"), "amount", "amountAwarded", "funding.awardedAmount"),
    OtherName(_("What was paid"), NONE, NONE, "funding.disbursedAmount"),
    OtherName(_("Date of the decision"), NONE, "awardDate", "keyDates.awardDate"),
    OtherName(_("Start and end of the project"), NONE, "plannedDates", "keyDates.periodOfPerformance"),
    OtherName(_("The state office that funds it"), NONE, "fundingOrganization", "funders"),
    OtherName(_("The lead of the consortium"), NONE, "recipientOrganization", "recipientOrganizations"),
    OtherName(_("Address of the public record"), NONE, NONE, "source"),
    OtherName(_("Conditions, band, and number of bands"), "conditions, band, bands", NONE, "customFields"),
)
