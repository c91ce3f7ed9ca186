"""Districts: every local education agency with a federal id."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from accounts.addresses import HasPage
from districts.models.names import Writing, with_every
from districts.models.place import County
from districts.states import AgencyStatus, DistrictKind, locale_name

# Whether a federal rule makes it eligible; what is not known is neither yes nor no.
ANSWERS = ("yes", "no", "unknown")


class DistrictQuerySet(models.QuerySet["District"]):
    def visible_to(self, user: Any) -> "DistrictQuerySet":
        """The register is public."""
        return self.all()

    def known_by(self, leaid: str) -> "DistrictQuerySet":
        """The district with that id, if it is there."""
        return self.filter(leaid=leaid)

    def meant_by(self, words: str, state: str) -> "DistrictQuerySet":
        """The district with that id, or those of that state with exactly that name, in any case of letters."""
        return self.filter(Q(leaid=words) | Q(name__iexact=words, state=state))

    def called(self, words: str) -> "DistrictQuerySet":
        """Districts whose name has these words in it, in any case of letters."""
        return self.filter(name__icontains=words)

    def found_by(self, words: str) -> "DistrictQuerySet":
        """Districts with these words in the name, in any case of letters, or these digits in the id."""
        named = Q(name__icontains=words)
        return self.filter(named | Q(leaid__contains=words) if words.isdigit() else named)

    def named(self, terms: Iterable[Iterable[Writing]], *, digits: str = "") -> "DistrictQuerySet":
        """Districts with all these terms in the name (districts.rules.searching), or these digits in the id."""
        named = with_every(terms)
        return self.filter(named | Q(leaid__contains=digits) if digits else named)

    def in_region(self, slug: str) -> "DistrictQuerySet":
        """Districts with their office in a county of that region."""
        return self.filter(county__in=County.objects.in_region(slug))

    def small_and_rural(self) -> "DistrictQuerySet":
        """Open districts that SRSA (small and rural) or RLIS (rural and low-income) answers with yes."""
        return self.filter(Q(srsa="yes") | Q(rlis="yes"), status=AgencyStatus.OPEN)

    def outside_of(self, lines: models.QuerySet[Any]) -> "DistrictQuerySet":
        """Districts of which neither the district nor a school is in one of these membership lines."""
        own = lines.exclude(district=None).values("district")
        schools = lines.exclude(school=None).values("school__district")
        return self.exclude(pk__in=own).exclude(pk__in=schools)

    def in_state(self, state: str) -> "DistrictQuerySet":
        """Districts of one state."""
        return self.filter(state=state)

    def for_record(self) -> "DistrictQuerySet":
        """With the county, the region and the successor."""
        return self.select_related("county__region", "successor")

    def for_list(self) -> "DistrictQuerySet":
        """With the county and the region."""
        return self.select_related("county__region")

    def official(self) -> "DistrictQuerySet":
        """Agencies that an official agency file or school directory brought."""
        return self.filter(source__startswith="NCES")


class District(HasPage, models.Model):
    """A local education agency, known by its LEAID: seven characters of text, leading zeros kept."""

    leaid = models.CharField("LEAID", max_length=7, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=DistrictKind, default=DistrictKind.UNKNOWN)
    status = models.CharField(max_length=10, choices=AgencyStatus, default=AgencyStatus.OPEN)
    # The state by the id (its first two digits), not by the address.
    state = models.CharField(max_length=2)
    street = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=100, blank=True)
    zip_code = models.CharField("ZIP", max_length=10, blank=True)
    # The state's own number for it, as official files write it: WA-14005.
    state_id = models.CharField("state's own id", max_length=40, blank=True)
    # The district's own: an import fills them in where they are empty and overwrites nothing.
    phone = models.CharField(max_length=40, blank=True)
    website = models.CharField(max_length=200, blank=True)
    office_email = models.EmailField("e-mail of the office", blank=True)
    lowest_grade = models.CharField(max_length=10, blank=True)
    highest_grade = models.CharField(max_length=10, blank=True)
    county = models.ForeignKey(County, on_delete=models.PROTECT, null=True, blank=True, related_name="districts")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    # The NCES locale code (11 to 43) of the year that the agency file states; null where unknown.
    locale = models.PositiveSmallIntegerField(null=True, blank=True)
    place_year = models.CharField("school year of the place", max_length=9, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    successor = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="predecessors")
    # The agency file lacks it: a school of the school directory brought it along.
    is_from_school_directory = models.BooleanField("known from the school directory only", default=False)
    # The answers of the federal rules for small and rural districts, as last computed, with the school year that
    # they hold for (blank before the first time) and the versions of the rules.
    srsa = models.CharField("SRSA", max_length=7, default="unknown")
    rlis = models.CharField("RLIS", max_length=7, default="unknown")
    rural_year = models.CharField("school year of SRSA and RLIS", max_length=9, blank=True)
    rural_rules = models.CharField("rules of SRSA and RLIS", max_length=40, blank=True)
    # The last day on which the district itself confirmed what is recorded of it.
    confirmed_on = models.DateField(null=True, blank=True)
    # When the register first held it; null: before that was kept.
    recorded_at = models.DateTimeField(null=True, blank=True)
    is_sample = models.BooleanField("invented", default=False)
    source = models.CharField(max_length=60, blank=True)

    objects = DistrictQuerySet.as_manager()

    class Meta:
        ordering = ["name", "leaid"]
        indexes = [
            models.Index(fields=["name", "leaid"], name="districts_district_name"),
            models.Index(fields=["state", "name"], name="districts_district_state_name"),
            models.Index(Upper("name"), name="districts_district_upper_name"),
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
    def locale_name(self) -> str:
        """The locale in words, with its code; empty where unknown."""
        return locale_name(self.locale)

    @property
    def point(self) -> tuple[float, float] | None:
        """Latitude and longitude of its office; None where either is not known."""
        return None if self.latitude is None or self.longitude is None else (self.latitude, self.longitude)

    @property
    def is_service_agency(self) -> bool:
        """Whether it is a BOCES, ESC, CESA or the like."""
        return self.kind == DistrictKind.SERVICE_AGENCY

    def closes_before(self, day: datetime.date | None) -> bool:
        """Whether it is known to be closed on that day."""
        return day is not None and self.closed_on is not None and self.closed_on < day
