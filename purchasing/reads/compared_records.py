"""Two records of one district or consortium, compared; a consortium's contracts are among its facts."""

from typing import Any, NamedTuple

from consortia.models import Consortium, Membership
from consortia.states import NEVER_BEGAN
from districts.models import District


class ComparedFact(NamedTuple):
    """One fact of both records."""

    label: str
    set_aside: str
    kept: str

    @property
    def differs(self) -> bool:
        """Whether both values are known and differ."""
        return bool(self.set_aside and self.kept and self.set_aside != self.kept)


def side_by_side(entry: District | Consortium, into: list[Any]) -> list[ComparedFact]:
    """The facts of both records side by side; empty until another record is chosen."""
    if not into or into[0].pk == entry.pk:
        return []
    describe = _facts_of_district if isinstance(entry, District) else _facts_of_consortium
    set_aside, kept = describe(entry), describe(into[0])  # type: ignore[arg-type]
    return [ComparedFact(label, set_aside[label], kept[label]) for label in set_aside]


def _facts_of_district(one: District) -> dict[str, str]:
    address = ", ".join(part for part in (one.street, f"{one.city} {one.state} {one.zip_code}".strip()) if part)
    lines = Membership.objects.filter(district=one).exclude(status__in=NEVER_BEGAN)
    return {
        "Name": one.name,
        "LEAID": one.leaid,
        "State ID": one.state_id,
        "Type": one.get_kind_display(),
        "Status": one.get_status_display(),
        "Address": address,
        "Phone": one.phone,
        "County": one.county.name if one.county else "",
        "Schools": str(one.schools.count()),
        "Memberships, including ended ones": str(lines.count()),
        "Source": one.source,
    }


def _facts_of_consortium(one: Consortium) -> dict[str, str]:
    lines = (
        Membership.objects.filter(consortium=one).exclude(status__in=NEVER_BEGAN).select_related("district", "school")
    )
    return {
        "Name": one.name,
        "Web address": one.get_absolute_url(),
        "State": one.state,
        "Legal form": one.get_legal_form_display(),
        "Status": one.get_status_display(),
        "Formed on": one.formed_on.isoformat() if one.formed_on else "",
        "Fiscal agent": one.fiscal_agent.name if one.fiscal_agent else "",
        "Members, including former ones": "; ".join(sorted({str(line.member) for line in lines})),
        "Contracts": str(one.contracts.count()),
    }
