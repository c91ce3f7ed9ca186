"""The joinders of a contract: each member's, what is wrong with them, who was asked, and which end soon."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from django.utils import timezone

from accounts.models import User
from consortia.models import Consortium, Membership
from districts.models import Appointment, District
from purchasing.models import Contract, Joinder, JoinderRequest
from purchasing.reads.ledger import Ledger, joinder_fact, ledger_of
from purchasing.rules.eligibility import BuyingAnswer, Defect, includes
from purchasing.rules.joining import (
    JoinderTerms,
    Named,
    SignedFact,
    defects_of_joinder,
    orders_without_joinder,
    text_to_sign,
)
from purchasing.rules.terms import SOON
from signing.rules import are_different_names


class JudgedJoinder(NamedTuple):
    """A joinder, and what an auditor notes about it."""

    joinder: Joinder
    defects: Sequence[Defect]


@dataclass
class MemberJoinders:
    """A district's joinders of a contract, the earliest first."""

    district: District
    answer: BuyingAnswer
    is_member: bool
    joinders: list[JudgedJoinder] = field(default_factory=list)
    asked_at: datetime.datetime | None = None
    # About its orders, not about one joinder.
    defects: Sequence[Defect] = ()

    def in_force(self, on: datetime.date) -> Joinder | None:
        """Its joinder on that date."""
        return next((one.joinder for one in self.joinders if includes(joinder_fact(one.joinder).period, on)), None)

    def next_after(self, on: datetime.date) -> Joinder | None:
        """Its first joinder that starts later."""
        return next((one.joinder for one in self.joinders if one.joinder.starts_on > on), None)


class JoinderRoster:
    """Who joined a contract, who hasn't, and what is wrong: every district that may join, did, or ordered."""

    def __init__(self, contract: Contract, on: datetime.date) -> None:
        """Nine queries."""
        self.contract, self.on = contract, on
        self.ledger: Ledger = ledger_of(contract, on)
        self._joinders: dict[str, list[Joinder]] = defaultdict(list)
        for one in Joinder.objects.of_contract(contract):
            self._joinders[one.district.leaid].append(one)
        requests = JoinderRequest.objects.of_contract(contract).values_list("district__leaid", "asked_at")
        self._asked = dict(requests)

    @cached_property
    def members(self) -> list[MemberJoinders]:
        """By name of the district."""
        relevant = [
            district
            for leaid, district in self.ledger.districts.items()
            if self.ledger.is_buying_member(leaid, self.on) or self._joinders[leaid] or self._ordered_on(leaid)
        ]
        return [self.of(district) for district in sorted(relevant, key=lambda one: (one.name, one.leaid))]

    def of(self, district: District) -> MemberJoinders:
        """That district's joinders."""
        leaid, ledger = district.leaid, self.ledger
        memberships, ordered_on = ledger.memberships.get(leaid, ()), self._ordered_on(leaid)
        return MemberJoinders(
            district=district,
            answer=ledger.answer_for(leaid),
            is_member=self.ledger.is_buying_member(leaid, self.on),
            joinders=[
                JudgedJoinder(
                    one, defects_of_joinder(ledger.fact, memberships, joinder_fact(one), _signed(one), ordered_on)
                )
                for one in self._joinders[leaid]
            ],
            asked_at=self._asked.get(leaid),
            defects=orders_without_joinder(ledger.fact, ledger.joinders.get(leaid, ()), ordered_on),
        )

    def _ordered_on(self, leaid: str) -> list[datetime.date]:
        return [one.ordered_on for one in self.ledger.purchases if one.district.leaid == leaid]


def _signed(joinder: Joinder) -> SignedFact:
    if not joinder.is_signed_here:
        return SignedFact()
    signature = joinder.signature
    signed_on = timezone.localdate(signature.signed_at) if signature.signed_at else None
    return SignedFact(signed_on, are_different_names(signature.signer_name, signature.account_name))


def joinder_text(ledger: Ledger, district: District, terms: JoinderTerms) -> dict[str, object]:
    """The text of the district's joinder with these terms, as the contract and the registry are now."""
    contract = ledger.contract
    named = Named(
        contract_title=contract.title,
        supplier=contract.supplier,
        lead=lead_in_words(contract.consortium, ledger.on),
        leaid=district.leaid,
        district=district.name,
    )
    return text_to_sign(ledger.fact, named, terms)


def lead_in_words(consortium: Consortium, on: datetime.date) -> str:
    """The members that act for the consortium on that date, by name; empty where there is none."""
    leads = Membership.objects.running(consortium, on=on).select_related("district", "school")
    return ", ".join(sorted({str(one.member) for one in leads}))


class SignersOf(NamedTuple):
    """A district and the people who can sign joinders for it."""

    district: District
    people: list[User]


def signers_of(districts: Sequence[District], on: datetime.date) -> list[SignersOf]:
    """For each district, who can sign its joinders and receive email on that date. One query."""
    found: dict[int | None, dict[int, User]] = defaultdict(dict)
    appointments = Appointment.objects.reachable(on).filter(district__in=districts, can_sign_joinders=True)
    for one in appointments.select_related("user").order_by("pk"):
        found[one.district_id][one.user_id] = one.user
    return [SignersOf(district, list(found[district.pk].values())) for district in districts]


def joinders_wanted_from(districts: Collection[int], on: datetime.date) -> list[JoinderRequest]:
    """The last request to each of these districts to join a contract in effect that it hasn't joined since."""
    if not districts:
        return []
    requests = JoinderRequest.objects.filter(district__in=districts, contract__in=Contract.objects.not_over(on))
    rows = requests.select_related("contract__consortium", "district").order_by("asked_at", "pk")
    latest = {(row.contract_id, row.district_id): row for row in rows}
    if not latest:
        return []
    joined = set(Joinder.objects.not_over(on).filter(district__in=districts).values_list("contract", "district"))
    return [row for key, row in latest.items() if key not in joined]


def joinders_ending_soon(districts: Collection[int], consortia: Collection[int], on: datetime.date) -> list[Joinder]:
    """Joinders of these districts, and of contracts of these consortia, that end within 90 days, and that neither the
    end of the contract explains nor a later joinder continues.
    """
    if not districts and not consortia:
        return []
    rows = list(Joinder.objects.of_districts_or_consortia(districts, consortia).ending_until(on, on + SOON))
    if not rows:
        return []
    later = set(
        Joinder.objects.filter(contract__in={row.contract_id for row in rows}, starts_on__gt=on).values_list(
            "contract", "district"
        )
    )
    alone = [row for row in rows if (row.contract_id, row.district_id) not in later]
    return [row for row in alone if row.ends_on != row.contract.ends_on]
