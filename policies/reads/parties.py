"""For which districts and consortia a person reports barriers, and which districts a report is about."""

import datetime
from typing import NamedTuple

from accounts.models import User
from consortia.models import Consortium, Membership
from districts.models import District
from policies.permissions import reporting_appointments


class Party(NamedTuple):
    """A district, or a consortium that the district leads."""

    district: District
    consortium: Consortium | None

    @property
    def key(self) -> str:
        """Its value in a form."""
        return f"{self.district.leaid} {self.consortium.slug}" if self.consortium else self.district.leaid

    @property
    def label(self) -> str:
        """Its name in a form."""
        return f"{self.consortium} (all members)" if self.consortium else str(self.district)


def parties_of(user: User, on: datetime.date) -> list[Party]:
    """The districts that this person acts for, each followed by the consortia that it leads. Two queries."""
    held = reporting_appointments(user, on).select_related("district").order_by("district__name", "district__leaid")
    districts = {one.district_id: one.district for one in held if one.district}
    led = Membership.objects.speaking(on).filter(district__in=districts).select_related("consortium")
    parties = [Party(district, None) for district in districts.values()]
    rows = led.order_by("consortium__name", "pk")
    parties += [Party(districts[row.district_id], row.consortium) for row in rows if row.district_id]
    return list({party.key: party for party in parties}.values())


def districts_of_party(district: District, consortium: Consortium | None, on: datetime.date) -> set[int]:
    """The districts (row ids) that a report is about: the district, or each member's of the consortium on that date."""
    if consortium is None:
        return {district.pk}
    members = Membership.objects.of_consortium(consortium.slug).in_force(on).order_by()
    rows = members.values_list("district", "school__district")
    return {district.pk} | {pk for row in rows for pk in row if pk}
