"""What a duplicate means for reported barriers."""

from changes.actions.change_set import ChangeSet
from consortia.actions.guided_changes import DUPLICATE_CONSORTIUM, DUPLICATE_DISTRICT
from consortia.actions.requests import DuplicateConsortium, DuplicateDistrict
from districts.actions.duplicates import move
from policies.models import BarrierReport, BarrierReportDistrict


def move_reports_of_district(change_set: ChangeSet, asked: DuplicateDistrict) -> None:
    """Reports of barriers by the duplicate or about it, with the record that is kept."""
    own, to = {"district": asked.district}, {"district": asked.kept}
    move(change_set, BarrierReport.objects.filter(**own), "reported barriers", to)
    known = set(BarrierReportDistrict.objects.filter(**to).values_list("report", flat=True))
    places = BarrierReportDistrict.objects.filter(**own)
    move(change_set, places, "places in reported barriers", to, has_duplicate=lambda one: one.report_id in known)


def move_reports_of_consortium(change_set: ChangeSet, asked: DuplicateConsortium) -> None:
    """Barriers that were reported for the duplicate, with the consortium that is kept."""
    reports = BarrierReport.objects.filter(consortium=asked.consortium)
    move(change_set, reports, "reported barriers", {"consortium": asked.kept})


DUPLICATE_DISTRICT.add_part(40, move_reports_of_district)
DUPLICATE_CONSORTIUM.add_part(40, move_reports_of_consortium)
