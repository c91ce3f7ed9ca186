"""Links between consortia: predecessors, mergers, and partnerships."""

from collections.abc import Iterable

from django.db import models
from django.db.models import F, Q

from accounts.models import Visitor
from consortia.models.consortium import Consortium
from consortia.states import PUBLIC_CONSORTIA, LinkKind


class ConsortiumLinkQuerySet(models.QuerySet["ConsortiumLink"]):
    def visible_to(self, user: Visitor) -> "ConsortiumLinkQuerySet":
        """Links between two public consortia."""
        return self.filter(earlier__status__in=PUBLIC_CONSORTIA, later__status__in=PUBLIC_CONSORTIA)

    def edges(self) -> list[tuple[int, int, str]]:
        """Every link as (earlier, later, kind)."""
        return list(self.order_by().values_list("earlier_id", "later_id", "kind"))

    def of(self, consortium: Consortium) -> "ConsortiumLinkQuerySet":
        """Links of this consortium with others, the earliest first."""
        return self.filter(Q(earlier=consortium) | Q(later=consortium)).select_related("earlier", "later")

    def of_consortium(self, slug: str) -> "ConsortiumLinkQuerySet":
        """Links on either side of that consortium."""
        return self.filter(Q(earlier__slug=slug) | Q(later__slug=slug)).select_related("earlier", "later")

    def among(self, consortia: Iterable[int]) -> "ConsortiumLinkQuerySet":
        """Links between these consortia, with both of them."""
        return self.filter(earlier__in=consortia, later__in=consortia).select_related("earlier", "later")


def consortia_called(consortia: models.QuerySet[Consortium], words: str) -> models.QuerySet[Consortium]:
    """The consortia among these with exactly this name, ignoring case, or with this slug."""
    return consortia.filter(Q(slug=words) | Q(name__iexact=words))


class ConsortiumLink(models.Model):
    """`later` grew out of `earlier`; `earlier` merged into `later`; `earlier` is a partner in `later`."""

    earlier = models.ForeignKey(Consortium, on_delete=models.PROTECT, related_name="links_on")
    later = models.ForeignKey(Consortium, on_delete=models.PROTECT, related_name="links_back")
    kind = models.CharField(max_length=15, choices=LinkKind)
    on = models.DateField(null=True, blank=True)
    ends_on = models.DateField("end date, for partners", null=True, blank=True)
    note = models.TextField(blank=True)
    source = models.CharField(max_length=300, blank=True)
    # Members of the earlier consortium that joined the later one, according to the source; null where it gives none.
    carried = models.PositiveIntegerField("members carried over, according to the source", null=True, blank=True)

    objects = ConsortiumLinkQuerySet.as_manager()

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["earlier", "later", "kind"], name="consortia_link_once"),
            models.CheckConstraint(condition=~Q(earlier=F("later")), name="consortia_link_is_between_two"),
        ]

    def __str__(self) -> str:
        if self.kind == LinkKind.GREW_OUT_OF:
            return f"{self.later} grew out of {self.earlier}"
        return f"{self.earlier}: {self.get_kind_display().lower()} {self.later}"
