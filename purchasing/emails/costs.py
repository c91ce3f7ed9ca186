"""Emails about costs that members share. Each is stored in the action's transaction and sent after the commit."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django.utils import timezone

from accounts.addresses import page
from accounts.dates import day_in_words
from accounts.emails import full_address, listed, queue_email_to_each
from accounts.models import OutgoingEmail, User
from accounts.rules.email_templates import EmailValue
from districts.models import Appointment, District
from districts.permissions import Actor
from purchasing.models import CostShare, CostVersion, SharedCost
from purchasing.rules.cost_sharing import MemberShare


def send_cost_declared(
    version: CostVersion,
    districts: Mapping[str, District],
    *,
    before: Mapping[str, Decimal],
    shares: Sequence[MemberShare],
    by: Actor,
    at: datetime.datetime,
) -> list[OutgoingEmail]:
    """To the people of each member that has or had a share: its share, and the one before if there was one."""
    now = {one.leaid: one.amount for one in shares}
    lines = {
        leaid: _share_in_words(district.name, now.get(leaid), before.get(leaid))
        for leaid, district in districts.items()
        if leaid in now or leaid in before
    }
    values: dict[str, EmailValue] = {
        **_facts(version.cost),
        "amount": f"${version.amount:,.2f}",
        "formula": version.formula,
        "day": day_in_words(version.effective_on),
        "reason": version.reason,
        "is_changed": version.number > 1,
    }
    emails: list[OutgoingEmail] = []
    told = [districts[leaid] for leaid in lines]
    for own, people in _people_of(told, by, timezone.localdate(at)):
        words = {**values, "shares": listed([lines[one.leaid] for one in own])}
        emails += _send("cost_declared", version.cost, people, words, at)
    return emails


def send_cost_withdrawn(cost: SharedCost, *, by: Actor, at: datetime.datetime) -> list[OutgoingEmail]:
    """To the people of each member that had a share in any version: nothing is shared anymore, and why."""
    shares = CostShare.objects.filter(version__cost=cost).select_related("district")
    told = list({one.district.leaid: one.district for one in shares}.values())
    people = {person.pk: person for _, each in _people_of(told, by, timezone.localdate(at)) for person in each}
    values: dict[str, EmailValue] = {**_facts(cost), "reason": cost.withdrawn_because}
    return _send("cost_withdrawn", cost, people.values(), values, at)


def _share_in_words(name: str, now: Decimal | None, before: Decimal | None) -> str:
    share = f"{name}: " + ("no share" if now is None else f"${now:,.2f}")
    return share if before is None else f"{share} (before: ${before:,.2f})"


def _people_of(districts: Sequence[District], by: Actor, on: datetime.date) -> list[tuple[list[District], list[User]]]:
    """People with the same districts among these, who register memberships or sign joinders; never the sender."""
    found = {one.pk: one for one in districts}
    own: dict[int, set[int]] = defaultdict(set)
    people: dict[int, User] = {}
    appointments = Appointment.objects.registering_or_signing(on).filter(district__in=found)
    for one in appointments.select_related("user").order_by("user", "pk"):
        if one.user != by and one.district_id:
            own[one.user_id].add(one.district_id)
            people[one.user_id] = one.user
    together: dict[tuple[int, ...], list[User]] = defaultdict(list)
    for user, held in own.items():
        together[tuple(sorted(held))].append(people[user])
    return [([found[pk] for pk in keys], users) for keys, users in together.items()]


def _send(
    name: str, cost: SharedCost, people: Iterable[User], values: Mapping[str, EmailValue], at: datetime.datetime
) -> list[OutgoingEmail]:
    about = page("shared cost", cost.contract.consortium.slug, cost.contract_id, cost.pk)
    template = f"purchasing/emails/{name}.txt"
    return queue_email_to_each(
        people, template=template, values={**values, "page": full_address(about)}, about=about, at=at
    )


def _facts(cost: SharedCost) -> dict[str, EmailValue]:
    return {
        "cost": cost.title,
        "period": f"{day_in_words(cost.starts_on)}, to {day_in_words(cost.ends_on)}",
        "contract": str(cost.contract),
        "consortium": cost.contract.consortium.name,
    }
