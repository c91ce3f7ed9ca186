"""What people do for their districts: proposals, disputes, delegations, needs and offers, yearly confirmations."""

import datetime
from functools import partial

from django.utils import timezone

from consortia.actions.confirmations import confirm_consortium, confirm_record
from consortia.actions.proposals import propose_consortium
from consortia.models import Consortium, ConsortiumPurpose, Membership
from consortia.rules.yearly_confirmation import (
    consortium_shown_for_confirmation,
    problems_with_verifying,
    shown_for_confirmation,
    split_for_confirmation,
)
from consortia.states import LegalForm
from districts.actions.delegations import delegate_powers
from districts.actions.facts import dispute_fact
from districts.models import District
from exchange.actions.partners import ask_introduction, state_wish
from sample.writing.registry_history.history import DAY, RegistryHistory


def schedule_people(history: RegistryHistory) -> None:
    """Schedule pending work, the search for partners, and yearly confirmations."""
    _pending_work(history)
    _search_for_partners(history)
    _yearly_confirmations(history)


def _pending_work(history: RegistryHistory) -> None:
    """A proposal for the registrar, a disputed fact, and a delegation for a limited time."""
    first, second, third = history.free[9:12]
    history.schedule(
        history.days_ago(3),
        lambda at: propose_consortium(
            name="Winter Road Learning Partnership",
            lead=first,
            legal_form=LegalForm.AGREEMENT,
            purposes=["online_courses", "professional_learning"],
            about="Three small districts along one road want to share two teachers and a bus.",
            invites=[second, third],
            by=history.superintendent(first),
            at=at,
        ),
    )
    history.schedule(
        history.days_ago(9),
        lambda at: dispute_fact(
            record=history.free[5],
            field="street",
            claimed="12 Depot Street",
            reason="The office moved last summer.",
            by=history.superintendent(history.free[5]),
            at=at,
        ),
    )
    history.schedule(
        history.days_ago(20),
        lambda at: delegate_powers(
            own=history.home_appointment,
            email="marcy.tolliver@example.invalid",
            name="Marcy Tolliver",
            powers=("register_membership",),
            starts_on=timezone.localdate(at),
            ends_on=history.on + 160 * DAY,
            by=history.superintendent(history.home),
            at=at,
        ),
    )


def _search_for_partners(history: RegistryHistory) -> None:
    """Needs and offers, and one district that asks the superintendent's district for an introduction."""
    wishes = (
        (history.free[12], "need", "online_courses", "Calculus and physics"),
        (history.free[12], "offer", "vocational", "Ten seats in our welding shop"),
        (history.free[13], "need", "special_education", "A speech therapist two days a week"),
        (history.free[14], "offer", "online_courses", "Spanish III by video"),
        (history.home, "offer", "online_courses", "Statistics, every second day"),
    )
    for number, (district, kind, topic, words) in enumerate(wishes):
        history.schedule(
            history.days_ago(60 - number),
            partial(_state_wish, history, district, kind, topic, words),
        )
    history.schedule(
        history.days_ago(2),
        lambda at: ask_introduction(
            district=history.free[12],
            to_district=history.home,
            words="We read that you offer statistics by video. May we talk about trading seats?",
            by=history.superintendent(history.free[12]),
            at=at,
        ),
    )


def _state_wish(
    history: RegistryHistory, district: District, kind: str, topic: str, words: str, at: datetime.datetime
) -> None:
    state_wish(district=district, kind=kind, topic=topic, words=words, by=history.superintendent(district), at=at)


def _yearly_confirmations(history: RegistryHistory) -> None:
    """Most confirmed their record in the last year; every ninth is overdue, every thirteenth never has.

    Of the consortia, every third is overdue.
    """
    districts = [history.district(leaid) for leaid in sorted(history.stored_registry.superintendents)]
    for number, district in enumerate(districts):
        if district == history.home or number % 13 == 5:
            continue
        days = 380 + number if number % 9 == 4 else 20 + (number * 37) % 320
        history.schedule(history.days_ago(days, hour=8 + number % 9), partial(_confirm, history, district))

    for number, consortium in enumerate(Consortium.objects.in_state(history.home.state).of_register().order_by("pk")):
        days = 390 + number if number % 3 == 2 else 12 + (number * 53) % 300
        history.schedule(history.days_ago(days, hour=9 + number % 7), partial(_confirm_consortium, history, consortium))


def _confirm_consortium(history: RegistryHistory, consortium: Consortium, at: datetime.datetime) -> None:
    """Its lead’s superintendent confirms the record; nothing happens where it is not registered then."""
    on = timezone.localdate(at)
    consortium = Consortium.objects.for_record().get(pk=consortium.pk)
    lead = Membership.objects.running(consortium, on=on).exclude(district=None).select_related("district").first()
    if problems_with_verifying(consortium) or lead is None or lead.district is None:
        return
    purposes = ConsortiumPurpose.objects.of_consortium(consortium.slug).on(on)
    shown = consortium_shown_for_confirmation(consortium, purposes)
    confirm_consortium(consortium=consortium, shown=shown, by=history.superintendent(lead.district), at=at)


def _confirm(history: RegistryHistory, district: District, at: datetime.datetime) -> None:
    record = District.objects.for_record().get(pk=district.pk)
    memberships = split_for_confirmation(
        Membership.objects.of_member(record).in_force(timezone.localdate(at))
    ).confirmed
    confirm_record(
        record=record, shown=shown_for_confirmation(record, memberships), by=history.superintendent(district), at=at
    )
