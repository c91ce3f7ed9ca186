"""Who may enter and change shared contracts, sign and end joinders, and see a district's papers."""

import datetime
from typing import NamedTuple

from django.db.models import Q

from accounts.models import Role, User, Visitor
from accounts.refusals import Refused
from consortia.models import Consortium
from consortia.permissions import runs_consortium
from consortia.states import LIVING_CONSORTIA
from districts.models import Appointment, District
from districts.permissions import Actor, is_registrar
from districts.states import Office
from purchasing.models import Contract, Joinder, Purchase
from purchasing.states import LeadAction, PurchaseSource, RateSource


def can_change_contracts(by: Actor, consortium: Consortium, on: datetime.date) -> bool:
    """Registrars, and people of the lead or fiscal agent with permission to register memberships."""
    return runs_consortium(by, consortium, on)


def check_can_change_contracts(by: Actor, consortium: Consortium, on: datetime.date) -> None:
    """As `can_change_contracts`. Raises Refused."""
    if not can_change_contracts(by, consortium, on):
        raise Refused(f"Only a registrar or people who register memberships for {consortium} can change its contracts.")


def can_declare_costs(by: Visitor, consortium: Consortium, on: datetime.date) -> bool:
    """As `can_change_contracts`, while the consortium hasn't ended."""
    return by.is_authenticated and consortium.status in LIVING_CONSORTIA and can_change_contracts(by, consortium, on)


def joinder_appointment(by: Actor, district: District, on: datetime.date) -> Appointment | None:
    """The role through which this person signs joinders for the district; None where there is none."""
    if isinstance(by, str):
        return None
    signers = Appointment.objects.in_force(on).filter(user=by, district=district, can_sign_joinders=True)
    return signers.select_related("district").order_by("pk").first()


def check_can_sign_joinder(by: Actor, district: District, on: datetime.date) -> Appointment:
    """The role of a person who may sign joinders for the district. Raises Refused."""
    appointment = joinder_appointment(by, district, on)
    if appointment is None:
        raise Refused(f"Only people with permission to sign contract joinders for {district} can sign.")
    return appointment


def can_sign_joinder(by: Actor, district: District, on: datetime.date) -> bool:
    """As `check_can_sign_joinder`."""
    return joinder_appointment(by, district, on) is not None


def districts_to_sign_for(by: User, on: datetime.date) -> frozenset[int]:
    """The districts (row ids) whose joinders this person may sign."""
    held = Appointment.objects.order_by().in_force(on).filter(user=by, can_sign_joinders=True)
    return frozenset(pk for pk in held.values_list("district", flat=True) if pk)


def check_can_end_joinder(by: Actor, joinder: Joinder, on: datetime.date) -> None:
    """The district's signers end its joinder; so do the people who change the contract. Raises Refused."""
    if not can_end_joinder(by, joinder, on):
        raise Refused(
            f"Only people who sign joinders for {joinder.district}, or who change the contracts of "
            f"{joinder.contract.consortium}, can end this joinder."
        )


def can_end_joinder(by: Actor, joinder: Joinder, on: datetime.date) -> bool:
    """As `check_can_end_joinder`."""
    may_sign = can_sign_joinder(by, joinder.district, on)
    return may_sign or can_change_contracts(by, joinder.contract.consortium, on)


def can_see_members_papers(by: User, consortium: Consortium, on: datetime.date) -> bool:
    """Who sees every member's joinders and orders: people who change the contracts, and auditors."""
    return by.held_role_on(on, Role.AUDITOR) or can_change_contracts(by, consortium, on)


def can_see_district_papers(by: User, consortium: Consortium, district: District, on: datetime.date) -> bool:
    """Who sees a district's joinder and orders: its own people, too."""
    is_own = Appointment.objects.places_of(by).includes(district)
    return is_own or can_see_members_papers(by, consortium, on)


def districts_to_order_for(by: User, on: datetime.date) -> frozenset[int]:
    """The districts (row ids) whose orders this person records: as superintendent, as treasurer, or with permission to
    sign joinders (ADR 67).
    """
    held = Appointment.objects.order_by().in_force(on).filter(user=by).exclude(district=None)
    held = held.filter(Q(kind__in=[Office.SUPERINTENDENT, Office.TREASURER]) | Q(can_sign_joinders=True))
    return frozenset(pk for pk in held.values_list("district", flat=True) if pk)


def can_record_orders(by: User, contract: Contract, district: District, on: datetime.date) -> bool:
    """The district's own people, and those of the consortium while a joinder lets it record orders (ADR 67)."""
    if district.pk in districts_to_order_for(by, on):
        return True
    joinders = Joinder.objects.in_force(on).of_district(district).filter(contract=contract)
    lets = any(LeadAction.ORDER in one.actions_of_lead for one in joinders)
    return lets and can_change_contracts(by, contract.consortium, on)


def check_can_record_orders(by: User, contract: Contract, district: District, on: datetime.date) -> None:
    """As `can_record_orders`. Raises Refused."""
    if not can_record_orders(by, contract, district, on):
        raise Refused(
            f"Only the superintendent or treasurer of {district}, or people who sign its joinders, can record its "
            "orders. The consortium can if the district’s joinder lets it."
        )


def can_correct_order(by: User, order: Purchase, on: datetime.date) -> bool:
    """Who recorded orders corrects them; those from the state's files, only people who change the contract."""
    contract = order.item.contract
    if order.source == PurchaseSource.FILE:
        return can_change_contracts(by, contract.consortium, on)
    return can_record_orders(by, contract, order.district, on)


def check_can_correct_order(by: User, order: Purchase, on: datetime.date) -> None:
    """As `can_correct_order`. Raises Refused."""
    if can_correct_order(by, order, on):
        return
    if order.source == PurchaseSource.FILE:
        raise Refused(
            f"This order is from a file. Ask the people who run {order.item.contract.consortium} to correct it."
        )
    check_can_record_orders(by, order.item.contract, order.district, on)


class RateEditor(NamedTuple):
    """In which roles a person enters the E-rate discounts of a consortium's members."""

    own: frozenset[int]  # districts (row ids) for which this person registers memberships or signs joinders
    is_registrar: bool
    is_lead: bool

    def source_for(self, district: int, entered_by: str) -> RateSource | None:
        """The role in which this person enters the district's discount; None where it may not.

        `entered_by`: who entered what is on record; empty if nothing is. A lead doesn't change what a district entered.
        """
        if district in self.own:
            return RateSource.DISTRICT
        if self.is_registrar:
            return RateSource.REGISTRAR
        return RateSource.LEAD if self.is_lead and entered_by != RateSource.DISTRICT else None


def rate_editor(by: Actor | Visitor, consortium: Consortium, on: datetime.date) -> RateEditor:
    """The roles of this person; none for the public."""
    if isinstance(by, str):
        return RateEditor(frozenset(), is_registrar=True, is_lead=False)
    if not by.is_authenticated:
        return RateEditor(frozenset(), is_registrar=False, is_lead=False)
    held = Appointment.objects.order_by().registering_or_signing(on).filter(user=by)
    own = frozenset(pk for pk in held.values_list("district", flat=True) if pk)
    return RateEditor(own, is_registrar(by, on), can_change_contracts(by, consortium, on))


def check_can_enter_rate(
    by: Actor, consortium: Consortium, district: District, entered_by: str, on: datetime.date
) -> RateSource:
    """The role in which this person enters the district's E-rate discount. Raises Refused."""
    editor = rate_editor(by, consortium, on)
    source = editor.source_for(district.pk, entered_by)
    if source is None and editor.is_lead:
        raise Refused(f"{district} entered this discount. Only its people and registrars can change it.")
    if source is None:
        raise Refused(f"Only people of {district}, the lead of {consortium}, and registrars can enter this discount.")
    return source
