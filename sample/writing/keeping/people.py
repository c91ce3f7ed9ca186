"""What people say of their districts: proposals, disputes, powers, needs and offers, yearly confirmations."""

import datetime
from functools import partial

from django.utils import timezone

from consortia.actions.confirmations import confirm_record
from consortia.actions.proposals import propose_consortium
from consortia.models import Membership
from consortia.rules.yearly_confirmation import shown_for_confirmation, split_for_confirmation
from consortia.states import LegalForm
from districts.actions.delegations import delegate_powers
from districts.actions.facts import dispute_fact
from districts.models import District
from exchange.actions.partners import ask_introduction, state_wish
from sample.writing.keeping.story import DAY, Keeping


def tell_people(keeping: Keeping) -> None:
    """What waits, who looks for partners, who has confirmed."""
    _what_waits(keeping)
    _who_looks_for_partners(keeping)
    _yearly_confirmations(keeping)


def _what_waits(keeping: Keeping) -> None:
    """A proposal for the registrar, a disputed fact, powers passed on for a while."""
    first, second, third = keeping.free[9:12]
    keeping.then(
        keeping.days_ago(3),
        lambda at: propose_consortium(
            name="Winter Road Learning Partnership",
            lead=first,
            legal_form=LegalForm.AGREEMENT,
            purposes=["online_courses", "professional_learning"],
            about="Three small districts along one road want to share two teachers and a bus.",
            invites=[second, third],
            by=keeping.superintendent(first),
            at=at,
        ),
    )
    keeping.then(
        keeping.days_ago(9),
        lambda at: dispute_fact(
            record=keeping.free[5],
            field="street",
            claimed="12 Depot Street",
            reason="The office moved last summer.",
            by=keeping.superintendent(keeping.free[5]),
            at=at,
        ),
    )
    keeping.then(
        keeping.days_ago(20),
        lambda at: delegate_powers(
            own=keeping.home_appointment,
            email="marcy.tolliver@example.invalid",
            name="Marcy Tolliver",
            powers=("register_membership",),
            starts_on=timezone.localdate(at),
            ends_on=keeping.on + 160 * DAY,
            by=keeping.superintendent(keeping.home),
            at=at,
        ),
    )


def _who_looks_for_partners(keeping: Keeping) -> None:
    """Needs and offers, and one district that asks the superintendent's to be introduced."""
    stated = (
        (keeping.free[12], "need", "online_courses", "Calculus and physics"),
        (keeping.free[12], "offer", "vocational", "Ten seats in our welding shop"),
        (keeping.free[13], "need", "special_education", "A speech therapist two days a week"),
        (keeping.free[14], "offer", "online_courses", "Spanish III by video"),
        (keeping.home, "offer", "online_courses", "Statistics, every second day"),
    )
    for number, (district, kind, topic, words) in enumerate(stated):
        keeping.then(
            keeping.days_ago(60 - number),
            partial(_state, keeping, district, kind, topic, words),
        )
    keeping.then(
        keeping.days_ago(2),
        lambda at: ask_introduction(
            district=keeping.free[12],
            to_district=keeping.home,
            words="We read that you offer statistics by video. May we talk about trading seats?",
            by=keeping.superintendent(keeping.free[12]),
            at=at,
        ),
    )


def _state(keeping: Keeping, district: District, kind: str, topic: str, words: str, at: datetime.datetime) -> None:
    state_wish(district=district, kind=kind, topic=topic, words=words, by=keeping.superintendent(district), at=at)


def _yearly_confirmations(keeping: Keeping) -> None:
    """Most have confirmed their record in the last year; every ninth is overdue, every thirteenth never did."""
    districts = [keeping.district(leaid) for leaid in sorted(keeping.register.superintendents)]
    for number, district in enumerate(districts):
        if district == keeping.home or number % 13 == 5:
            continue
        days = 380 + number if number % 9 == 4 else 20 + (number * 37) % 320
        keeping.then(keeping.days_ago(days, hour=8 + number % 9), partial(_confirm, keeping, district))


def _confirm(keeping: Keeping, district: District, at: datetime.datetime) -> None:
    record = District.objects.for_record().get(pk=district.pk)
    lines = split_for_confirmation(Membership.objects.of_member(record).on(timezone.localdate(at))).confirmed
    confirm_record(
        record=record, shown=shown_for_confirmation(record, lines), by=keeping.superintendent(district), at=at
    )
