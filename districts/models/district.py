"""Districts: every local education agency with a federal ID."""

import datetime
from collections.abc import Collection, Iterable
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from accounts.addresses import HasPage
from accounts.models import Visitor
from districts.models.names import ZIP_CODE, Writing, with_every
from districts.models.place import County
from districts.states import ENDED_AGENCIES, WITHOUT_RURAL_ANSWERS, AgencyStatus, DistrictKind, locale_name

# Whether a federal rule makes it eligible; what is not known is neither yes nor no.
ANSWERS = ("yes", "no", "unknown")


class DistrictQuerySet(models.QuerySet["District"]):
    def visible_to(self, user: Visitor) -> "DistrictQuerySet":
        """Districts are public."""
        return self.all()

    def known_by(self, leaid: str) -> "DistrictQuerySet":
        """The district with that LEAID, if any."""
        return self.filter(leaid=leaid)

    def called(self, words: str) -> "DistrictQuerySet":
        """Districts whose name contains these words, ignoring case."""
        return self.filter(name__icontains=words)

    def found_by(self, words: str) -> "DistrictQuerySet":
        """Districts with these words in the name, ignoring case, or these digits in the LEAID."""
        named = Q(name__icontains=words)
        return self.filter(named | Q(leaid__contains=words) if words.isdigit() else named)

    def named(self, terms: Iterable[Iterable[Writing]], *, digits: str = "") -> "DistrictQuerySet":
        """Districts with all these terms in the name (districts.rules.name_search), or these digits in the LEAID."""
        named = with_every(terms)
        return self.filter(named | Q(leaid__contains=digits) if digits else named)

    def in_region(self, slug: str) -> "DistrictQuerySet":
        """Districts whose office is in that region."""
        return self.filter(county__in=County.objects.in_region(slug))

    def existing_in(self, counties: Collection[int]) -> "DistrictQuerySet":
        """Districts that haven't ended, with their office in these counties."""
        return self.not_ended().filter(county__in=counties)

    def small_and_rural(self) -> "DistrictQuerySet":
        """Open districts eligible for SRSA (small and rural) or RLIS (low-income and rural)."""
        return self.filter(Q(srsa="yes") | Q(rlis="yes"), status=AgencyStatus.OPEN)

    def outside_of(self, lines: models.QuerySet[models.Model]) -> "DistrictQuerySet":
        """Districts with no membership among these, of the district or of one of its schools."""
        own = lines.exclude(district=None).values("district")
        schools = lines.exclude(school=None).values("school__district")
        return self.exclude(pk__in=own).exclude(pk__in=schools)

    def not_ended(self) -> "DistrictQuerySet":
        """Districts that haven't closed or merged and aren't duplicates: those that the list shows at first."""
        return self.exclude(status__in=ENDED_AGENCIES)

    def in_state(self, state: str) -> "DistrictQuerySet":
        """Districts of one state."""
        return self.filter(state=state)

    def for_record(self) -> "DistrictQuerySet":
        """With the county, the region and the successor."""
        return self.select_related("county__region", "successor")

    def for_list(self) -> "DistrictQuerySet":
        """With the county and the region."""
        return self.select_related("county__region")

    def service_agencies(self) -> "DistrictQuerySet":
        """Districts recorded as service agencies: BOCES, ESC, CESA, and the like."""
        return self.filter(kind=DistrictKind.SERVICE_AGENCY)

    def among(self, keys: Collection[int]) -> "DistrictQuerySet":
        """Those with these row ids, by name."""
        return self.filter(pk__in=keys).order_by("name", "pk")

    def official(self) -> "DistrictQuerySet":
        """Districts from an official agency file or school directory."""
        return self.filter(source__startswith="NCES")


class District(HasPage, models.Model):
    """A local education agency. Its LEAID is seven characters of text with leading zeros."""

    leaid = models.CharField("LEAID", max_length=7, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=DistrictKind, default=DistrictKind.UNKNOWN)
    status = models.CharField(max_length=10, choices=AgencyStatus, default=AgencyStatus.OPEN)
    # The state of the LEAID (its first two digits), which may differ from the address.
    state = models.CharField(max_length=2)
    street = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=100, blank=True)
    zip_code = models.CharField("ZIP", max_length=10, blank=True)
    # The state's number for it, as official files write it: WA-14005.
    state_id = models.CharField("state ID", max_length=40, blank=True)
    # Maintained by the district: imports only fill them in if they are empty.
    phone = models.CharField(max_length=40, blank=True)
    website = models.CharField(max_length=200, blank=True)
    office_email = models.EmailField("office email", blank=True)
    lowest_grade = models.CharField(max_length=10, blank=True)
    highest_grade = models.CharField(max_length=10, blank=True)
    county = models.ForeignKey(County, on_delete=models.PROTECT, null=True, blank=True, related_name="districts")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    # The NCES locale code (11 to 43) of the year that the agency file states; null if unknown.
    locale = models.PositiveSmallIntegerField(null=True, blank=True)
    place_year = models.CharField("school year of the place", max_length=9, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    successor = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="predecessors")
    # It is missing in the agency file and was added from the school directory.
    is_from_school_directory = models.BooleanField("known from the school directory only", default=False)
    # Eligibility for the federal rural programs as last computed, with its school year (blank if never computed) and
    # the versions of the rules.
    srsa = models.CharField("SRSA", max_length=7, default="unknown")
    rlis = models.CharField("RLIS", max_length=7, default="unknown")
    rural_year = models.CharField("school year of SRSA and RLIS", max_length=9, blank=True)
    rural_rules = models.CharField("rules of SRSA and RLIS", max_length=40, blank=True)
    # When the district last verified its record.
    confirmed_on = models.DateField(null=True, blank=True)
    # When it was added to the registry; null if that was not recorded.
    recorded_at = models.DateTimeField(null=True, blank=True)
    is_sample = models.BooleanField("invented", default=False)
    source = models.CharField(max_length=60, blank=True)

    confirmed_by: str | None  # an office; only on rows of `reads.records.with_last_confirmation`
    enrollments: list[Any]  # its figures, latest first; only on rows of `DistrictFigures.objects.attached()`

    objects = DistrictQuerySet.as_manager()

    class Meta:
        ordering = ["name", "leaid"]
        indexes = [
            models.Index(fields=["name", "leaid"], name="districts_district_name"),
            models.Index(fields=["state", "name"], name="districts_district_state_name"),
            models.Index(Upper("name"), name="districts_district_upper_name"),
            models.Index(Upper("city"), name="districts_district_town"),
            models.Index(ZIP_CODE, name="districts_district_zip"),
            models.Index(fields=["state_id"], name="districts_district_state_id"),
            models.Index(fields=["state", "srsa"], name="districts_district_state_srsa"),
            models.Index(fields=["state", "rlis"], name="districts_district_state_rlis"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(leaid__regex=r"^[0-9]{7}$"), name="districts_district_leaid_is_seven_digits"
            ),
            models.CheckConstraint(
                condition=Q(opened_on=None) | Q(closed_on=None) | Q(closed_on__gte=F("opened_on")),
                name="districts_district_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=Q(srsa__in=ANSWERS) & Q(rlis__in=ANSWERS),
                name="districts_district_srsa_and_rlis_are_answers",
            ),
            models.CheckConstraint(
                condition=~Q(status=AgencyStatus.DUPLICATE) | Q(successor__isnull=False),
                name="districts_district_duplicate_has_its_original",
            ),
            models.CheckConstraint(
                condition=Q(successor=None) | ~Q(successor=F("id")),
                name="districts_district_is_not_its_own_successor",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def federal_id(self) -> str:
        """LEAID."""
        return self.leaid

    @property
    def has_ended(self) -> bool:
        """Whether it is closed, merged, or a duplicate."""
        return self.status in ENDED_AGENCIES

    @property
    def locale_name(self) -> str:
        """The locale in words with its code; empty if unknown."""
        return locale_name(self.locale)

    @property
    def point(self) -> tuple[float, float] | None:
        """Latitude and longitude of its office; None if either is unknown."""
        return None if self.latitude is None or self.longitude is None else (self.latitude, self.longitude)

    @property
    def is_service_agency(self) -> bool:
        """Whether it is a BOCES, ESC, CESA, or similar."""
        return self.kind == DistrictKind.SERVICE_AGENCY

    @property
    def has_rural_answers(self) -> bool:
        """Whether the tests of SRSA and RLIS apply to it."""
        return self.kind not in WITHOUT_RURAL_ANSWERS

    def closes_before(self, day: datetime.date | None) -> bool:
        """Whether it is known to be closed on that date."""
        return day is not None and self.closed_on is not None and self.closed_on < day
