"""The list of shared contracts: its facets and how they are read from the database."""

import datetime
from collections import defaultdict
from functools import cached_property
from typing import Any

from django.db.models import Case, CharField, F, Q, Value, When
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from consortia.models import Consortium
from districts.models import District
from districts.models.names import with_every
from districts.reads.counts_cache import COUNTS_CACHE
from districts.rules.name_search import terms
from portal.registry.lists.columns import ListColumn
from portal.registry.lists.facet_counts import Row
from portal.registry.lists.faceted import MOST_OFFERED
from portal.registry.lists.facets import Facet, FacetPanel, Parameter
from portal.registry.lists.member_regions import MemberRegionFacet, MemberRegionList
from purchasing.models import ContractSupplier, Supplier
from purchasing.rules.terms import CURRENT, ENDED, SOON, UPCOMING, YEAR, expiry_of, status_of

STATUSES = ((CURRENT, _("In effect")), (UPCOMING, _("Starts later")), (ENDED, _("Ended")))


class TermFacet(Facet):
    """Whether a contract is in effect on the day."""

    def __init__(self) -> None:
        super().__init__(_("Status"), STATUSES)

    def filter(self, rows: Any, values: frozenset[str]) -> Any:
        """The contracts with one of these statuses."""
        on = self.parent.on
        status = Case(
            When(ends_on__lt=on, then=Value(ENDED)),
            When(starts_on__gt=on, then=Value(UPCOMING)),
            default=Value(CURRENT),
            output_field=CharField(),
        )
        return rows.annotate(status_on_day=status).filter(status_on_day__in=values)


class ExpiryFacet(Facet):
    """When a contract ends, counted from the day."""

    def __init__(self) -> None:
        super().__init__(
            _("Ends"),
            (
                ("soon", _("In the next 90 days")),
                ("year", _("In 91 days to a year")),
                ("later", _("After a year")),
                ("none", _("No end date")),
                ("past", _("Has ended")),
            ),
        )

    def filter(self, rows: Any, values: frozenset[str]) -> Any:
        """The contracts that end then."""
        on: datetime.date = self.parent.on
        soon, year = on + SOON, on + YEAR
        when = {
            "past": Q(ends_on__lt=on),
            "soon": Q(ends_on__gte=on, ends_on__lte=soon),
            "year": Q(ends_on__gt=soon, ends_on__lte=year),
            "later": Q(ends_on__gt=year),
            "none": Q(ends_on=None),
        }
        matches = Q(pk__in=())
        for value in values & when.keys():
            matches |= when[value]
        return rows.filter(matches)


class HolderFacet(Facet):
    """The consortium that holds a contract, by slug or part of the name; they are counted by row id."""

    def __init__(self) -> None:
        super().__init__(_("Consortium"))

    def filter(self, rows: Any, values: frozenset[str]) -> Any:
        """The contracts of one of the consortia."""
        return rows.filter(consortium__in=self.parent.consortia or ())


class CategoryFacet(Facet):
    """The category of a contract, as people enter it; “unknown” where none is on record."""

    def __init__(self) -> None:
        super().__init__(_("Category"), field_name="category")

    def filter(self, rows: Any, values: frozenset[str]) -> Any:
        """The contracts of one of these categories."""
        return super().filter(rows, frozenset("" if value == "unknown" else value for value in values))


class SupplierFacet(Facet):
    """The suppliers of a contract, by slug."""

    def __init__(self) -> None:
        super().__init__(_("Supplier"), has_many=True)

    def filter(self, rows: Any, values: frozenset[str]) -> Any:
        """The contracts with one of these suppliers."""
        return rows.supplied_by(values)


class BuyersRegionFacet(MemberRegionFacet):
    """The regions, or the counties used as regions, where the consortium of a contract has members."""

    def filter(self, rows: Any, values: frozenset[str]) -> Any:
        """The contracts of a consortium with a member there."""
        consortia = Consortium.objects.order_by().with_member_in(self.counties(values), lines=self.parent.memberships)
        return rows.filter(consortium__in=consortia.values("pk"))


class ContractList(MemberRegionList):
    """The list of shared contracts. They are few enough to count them all, so the state is a facet."""

    name = "contracts"
    page = "contract"
    columns = (
        ListColumn("title", _("Contract"), ()),
        ListColumn("supplier", _("Supplier"), (F("supplier"),)),
        ListColumn("consortium", _("Consortium"), (F("consortium__name"),)),
        ListColumn("starts", _("Start date"), (F("starts_on"),)),
        ListColumn("ends", _("End date"), (F("ends_on"),)),
    )
    usual_order = ("title", "number")
    ended = (ENDED,)
    ended_label = _("Include contracts that have ended")
    ended_hint = _("A search finds contracts that have ended, too.")

    district = Parameter(_("Available to"))
    category = CategoryFacet()
    ends = ExpiryFacet()
    supplier = SupplierFacet()
    consortium = HolderFacet()
    state = Facet(_("State"), field_name="consortium__state")
    region = BuyersRegionFacet()
    status = TermFacet()

    @property
    def search_label(self) -> str:
        """The label of the search box."""
        return gettext("What you want to buy, a supplier, or a number")

    @property
    def count_label(self) -> str:
        """The number of contracts that match, in words."""
        return ngettext("%(number)s contract", "%(number)s contracts", self.total) % {"number": f"{self.total:,}"}

    @property
    def suggestions(self) -> list[tuple[str, str]]:
        """None: titles are phrases, not names that are misspelled."""
        return []

    @cached_property
    def buyer(self) -> District | None:
        """The district whose contracts are asked for; None where none is, or there is no such district."""
        leaid = self.parameters.get("district", ("",))[0]
        return District.objects.visible_to(self.user).filter(leaid=leaid).first() if leaid else None

    @cached_property
    def base(self) -> Any:
        """Contracts with these words in the title, the suppliers, or the number, that the district may use."""
        rows = self.queryset
        if "district" in self.parameters:
            rows = rows.usable_by(self.buyer, on=self.on) if self.buyer else rows.none()
        return rows.filter(with_every(terms(self.words), ("title", "supplier", "number"))) if self.words else rows

    def combinations(self) -> list[Row]:
        """A row for each contract, of which there are few."""
        rows = self.base.order_by().values_list(
            "pk", "category", "consortium_id", "consortium__state", "starts_on", "ends_on"
        )
        suppliers = defaultdict(list)
        for contract, slug in ContractSupplier.objects.order_by().values_list("contract_id", "supplier__slug"):
            suppliers[contract].append(slug)
        regions = {consortium: tuple(places) for consortium, places in self.regions_by_consortium.items()}
        combinations: list[Row] = []
        for pk, category, consortium, state, starts_on, ends_on in rows:
            cells: dict[str, Any] = {
                "category": category or "unknown",
                "supplier": tuple(suppliers.get(pk, ())),
                "ends": expiry_of(ends_on, on=self.on),
                "consortium": consortium,
                "state": state,
                "region": regions.get(consortium, ()),
                "status": status_of(starts_on, ends_on, on=self.on),
            }
            combinations.append((*(cells[facet.name] for facet in self.counted), 1))
        return combinations

    @cached_property
    def supplier_names(self) -> dict[str, str]:
        """The names of suppliers by slug, read once for each revision."""

        def read() -> dict[str, str]:
            return dict(Supplier.objects.order_by("name").values_list("slug", "name"))

        names: dict[str, str] = COUNTS_CACHE.get(("suppliers",), self.revision, read)
        return names

    def _panel(self, facet: Facet) -> FacetPanel | None:
        numbers = self.counts.by[facet.name]
        if facet.name == "category":
            known = sorted(value for value in numbers if value != "unknown")
            more = [("unknown", gettext("Not on record"))] if "unknown" in numbers and known else []
            return FacetPanel(facet, self._options(facet, [(value, value) for value in known] + more))
        if facet.name == "supplier":
            names = [(slug, name) for slug, name in self.supplier_names.items() if slug in numbers]
            return FacetPanel(facet, self._options(facet, names[:MOST_OFFERED]))
        return super()._panel(facet)

    def label_of(self, facet: Facet, value: str) -> Any:
        """The label of a value of a facet: a supplier by its name."""
        if facet.name == "supplier":
            return self.supplier_names.get(value, value)
        return super().label_of(facet, value)

    def label_of_parameter(self, name: str, value: str) -> str:
        """Display label for a non-facet parameter's value: the district by its name."""
        if name == "district" and self.buyer:
            return self.buyer.name
        return super().label_of_parameter(name, value)
