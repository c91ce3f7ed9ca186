"""The consortia that districts and schools of a list belong to."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Q

from consortia.models import Consortium
from consortia.models.membership import MembershipQuerySet
from districts.models import District, School


class ConsortiaOf(NamedTuple):
    """Consortia by district and by school, by name."""

    districts: dict[int, list[Consortium]]
    schools: dict[int, list[Consortium]]

    def of_school(self, school: School) -> list[Consortium]:
        """The consortia of the school and of its district, each once."""
        both = [*self.schools.get(school.pk, ()), *self.districts.get(school.district_id, ())]
        return sorted(dict.fromkeys(both), key=lambda consortium: consortium.name)


def consortia_of(
    districts: Iterable[District], schools: Iterable[School], *, memberships: MembershipQuerySet
) -> ConsortiaOf:
    """The consortia of these districts and schools, and of the schools' districts, by these memberships. One query."""
    schools = list(schools)
    keys = {district.pk for district in districts} | {school.district_id for school in schools}
    found = ConsortiaOf(defaultdict(list), defaultdict(list))
    if not keys:
        return found
    members = Q(district__in=keys) | Q(school__in=[school.pk for school in schools])
    for membership in memberships.filter(members).select_related("consortium").order_by("consortium__name", "pk"):
        if membership.district_id:
            found.districts[membership.district_id].append(membership.consortium)
        elif membership.school_id:
            found.schools[membership.school_id].append(membership.consortium)
    return found
