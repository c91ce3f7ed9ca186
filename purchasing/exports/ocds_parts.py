"""The smallest parts of an open contracting release: parties, items, periods, amendments."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from districts.models import District, School
from purchasing.models import Contract, ContractAmendment, ContractItem
from purchasing.rules.contracts import changes_in_words

Json = dict[str, Any]


def amendment_json(amendment: ContractAmendment, amends: str, release: str) -> Json:
    """The amendment of a release, with the release that it amends."""
    return without_empty(
        {
            "id": str(amendment.pk),
            "date": moment(amendment.effective_on),
            "rationale": amendment.reason,
            "description": "; ".join(changes_in_words(amendment.changes)),
            "amendsReleaseID": amends,
            "releaseID": release,
        }
    )


def member_party(district: District | None, school: School | None) -> Json:
    """A member as a buyer: a district or a school."""
    if district:
        return district_party(district, ["buyer"])
    identifier = {
        "scheme": "US-NCES",
        "id": school.ncessch if school else "",
        "legalName": school.name if school else "",
    }
    key = f"US-NCES-NCESSCH-{identifier['id']}"
    return {"id": key, "name": identifier["legalName"], "identifier": identifier, "roles": ["buyer"]}


def district_party(district: District, roles: list[str]) -> Json:
    """A district as a party, by its number at the National Center for Education Statistics."""
    return {
        "id": f"US-NCES-LEAID-{district.leaid}",
        "name": district.name,
        "identifier": {"scheme": "US-NCES", "id": district.leaid, "legalName": district.name},
        "roles": roles,
    }


def reference_to(party: Json) -> Json:
    """A reference to a party."""
    return {"id": party["id"], "name": party["name"]}


def references_to(parties: Iterable[Json]) -> list[Json]:
    """References to these parties."""
    return [reference_to(party) for party in parties]


def item_json(item: ContractItem, quantity: int | None = None) -> Json:
    """An item, with the quantity of an order."""
    unit = {"name": item.unit} if item.unit else None
    return without_empty({"id": str(item.pk), "description": item.name, "quantity": quantity, "unit": unit})


def period_json(start: datetime.date | None, end: datetime.date | None) -> Json:
    """A period; empty without dates."""
    return without_empty({"startDate": moment(start), "endDate": moment(end)})


def moment(day: datetime.date | None) -> str:
    """The first moment of the date in the state's time zone; empty without a date."""
    if day is None:
        return ""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min)).isoformat()


def parsed_day(text: str) -> datetime.date | None:
    """The date that a fact states; None where it is not known."""
    return datetime.date.fromisoformat(text) if text else None


def without_empty(found: Json) -> Json:
    """The object without what is not known: the standard refuses empty texts, lists, and objects."""
    return {key: value for key, value in found.items() if value not in (None, "", [], {})}


def texts_now(contract: Contract) -> dict[str, str]:
    """The facts that amendments change, as text."""
    return {field: str(getattr(contract, field) or "") for field in ("title", "covers", "starts_on", "ends_on")}
