"""Schools."""

from collections.abc import Iterable

from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from accounts.addresses import HasPage
from accounts.models import Visitor
from districts.models.district import District
from districts.models.names import ZIP_CODE, Writing, with_every
from districts.models.place import County
from districts.states import ENDED_AGENCIES, AgencyStatus, SchoolKind, SchoolLevel, grade_span, locale_name


class SchoolQuerySet(models.QuerySet["School"]):
    def visible_to(self, user: Visitor) -> "SchoolQuerySet":
        """Schools are public."""
        return self.all()

    def known_by(self, ncessch: str) -> "SchoolQuerySet":
        """The school with that NCESSCH, if any."""
        return self.filter(ncessch=ncessch)

    def called(self, words: str) -> "SchoolQuerySet":
        """Schools whose name contains these words, ignoring case."""
        return self.filter(name__icontains=words)

    def found_by(self, words: str) -> "SchoolQuerySet":
        """Schools with these words in the name, ignoring case, or these digits in the ID."""
        named = Q(name__icontains=words)
        return self.filter(named | Q(ncessch__contains=words) if words.isdigit() else named)

    def named(self, terms: Iterable[Iterable[Writing]], *, digits: str = "") -> "SchoolQuerySet":
        """Schools with all these terms in the name (districts.rules.name_search), or these digits in the ID."""
        named = with_every(terms)
        return self.filter(named | Q(ncessch__contains=digits) if digits else named)

    def not_ended(self) -> "SchoolQuerySet":
        """Schools that haven't closed or merged and aren't duplicates: those that the list shows at first."""
        return self.exclude(status__in=ENDED_AGENCIES)

    def in_region(self, slug: str) -> "SchoolQuerySet":
        """Schools in that region, by county; by their district's county if their own is unknown."""
        return self.in_counties(County.objects.in_region(slug))

    def in_counties(self, counties: models.QuerySet[County] | list[int]) -> "SchoolQuerySet":
        """Schools in these counties; by their district's county if their own is unknown."""
        there = District.objects.filter(county__in=counties)
        # A union uses the indexes of both sides; an OR would read every school.
        own = School.objects.order_by().filter(county__in=counties).values("pk")
        return self.filter(
            pk__in=own.union(School.objects.order_by().filter(county=None, district__in=there).values("pk"))
        )

    def of_district(self, district: District) -> "SchoolQuerySet":
        """The schools of that district."""
        return self.filter(district=district)

    def of_members(
        self, *, schools: models.QuerySet[models.Model], districts: models.QuerySet[models.Model]
    ) -> "SchoolQuerySet":
        """These schools, and all schools of these districts."""
        theirs = School.objects.order_by().filter(district__in=districts).values("pk")
        return self.filter(pk__in=School.objects.order_by().filter(pk__in=schools).values("pk").union(theirs))

    def for_list(self) -> "SchoolQuerySet":
        """With the district, the county and the region."""
        return self.select_related("district__county__region", "county__region")

    def official(self) -> "SchoolQuerySet":
        """Schools from an official school directory."""
        return self.filter(source__startswith="NCES")


class School(HasPage, models.Model):
    """A public school. Its NCESSCH is twelve characters of text that begin with its agency's LEAID."""

    ncessch = models.CharField("NCESSCH", max_length=12, unique=True)
    name = models.CharField(max_length=200)
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="schools")
    status = models.CharField(max_length=10, choices=AgencyStatus, default=AgencyStatus.OPEN)
    level = models.CharField(max_length=40, choices=SchoolLevel, blank=True)
    kind = models.CharField(max_length=40, choices=SchoolKind, blank=True)
    # Yes, no, or null if no source states it.
    is_charter = models.BooleanField("charter school", null=True, blank=True)
    street = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=2)
    zip_code = models.CharField("ZIP", max_length=10, blank=True)
    state_id = models.CharField("state ID", max_length=40, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    website = models.CharField(max_length=200, blank=True)
    county = models.ForeignKey(County, on_delete=models.PROTECT, null=True, blank=True, related_name="schools")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    locale = models.PositiveSmallIntegerField(null=True, blank=True)
    place_year = models.CharField("school year of the place", max_length=9, blank=True)
    # As the directory writes them: PK, KG, 1 to 13, UG, N; blank if unknown.
    lowest_grade = models.CharField(max_length=10, blank=True)
    highest_grade = models.CharField(max_length=10, blank=True)
    # The same as numbers (GRADE_NUMBERS); null if they have none.
    first_grade = models.SmallIntegerField(null=True, blank=True)
    last_grade = models.SmallIntegerField(null=True, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    successor = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="predecessors")
    confirmed_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True)
    is_sample = models.BooleanField("invented", default=False)
    source = models.CharField(max_length=60, blank=True)

    confirmed_by: str | None  # an office; only on rows of `reads.records.with_last_confirmation`

    objects = SchoolQuerySet.as_manager()

    class Meta:
        ordering = ["name", "ncessch"]
        indexes = [
            models.Index(fields=["name", "ncessch"], name="districts_school_name"),
            models.Index(fields=["state", "name"], name="districts_school_state_name"),
            models.Index(Upper("name"), name="districts_school_upper_name"),
            models.Index(Upper("city"), name="districts_school_town"),
            models.Index(ZIP_CODE, name="districts_school_zip"),
            models.Index(fields=["state_id"], name="districts_school_state_id"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ncessch__regex=r"^[0-9]{12}$"), name="districts_school_ncessch_is_twelve_digits"
            ),
            models.CheckConstraint(
                condition=~Q(status=AgencyStatus.DUPLICATE) | Q(successor__isnull=False),
                name="districts_school_duplicate_has_its_original",
            ),
            models.CheckConstraint(
                condition=Q(successor=None) | ~Q(successor=models.F("id")),
                name="districts_school_is_not_its_own_successor",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def federal_id(self) -> str:
        """NCESSCH."""
        return self.ncessch

    @property
    def has_ended(self) -> bool:
        """Whether it is closed, merged, or a duplicate."""
        return self.status in ENDED_AGENCIES

    @property
    def locale_name(self) -> str:
        """The locale in words with its code; empty if unknown."""
        return locale_name(self.locale)

    @property
    def grades(self) -> str:
        """The grades from lowest to highest in words; empty if unknown."""
        return grade_span(self.lowest_grade, self.highest_grade)

    @property
    def place(self) -> County | None:
        """Its county, or its district's if unknown."""
        return self.county or self.district.county
