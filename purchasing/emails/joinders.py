"""Emails about joinders. Each is stored in the action's transaction and sent after the commit."""

import datetime
from collections.abc import Iterable, Sequence

from django.utils import timezone

from accounts.addresses import page
from accounts.dates import day_in_words
from accounts.emails import full_address, queue_email_to_each
from accounts.models import OutgoingEmail, User
from accounts.rules.email_templates import EmailValue
from consortia.emails import people_of
from consortia.models import Membership
from consortia.states import Side
from districts.models import District
from purchasing.models import Contract, Joinder, JoinderEnding
from purchasing.reads.joinders import signers_of


def send_joinder_asked(
    contract: Contract, districts: Sequence[District], *, message: str, by: User, at: datetime.datetime
) -> list[OutgoingEmail]:
    """To each district's signers; none where no one can sign for it."""
    emails: list[OutgoingEmail] = []
    for district, people in signers_of(districts, timezone.localdate(at)):
        about = page("sign joinder", contract.consortium.slug, contract.pk, district.leaid)
        values = {**_facts(contract, district, by, contract.ends_on), "message": message}
        emails += _send("joinder_asked", people, values, about, by, at)
    return emails


def send_joinder_signed(joinder: Joinder, *, by: User, at: datetime.datetime) -> list[OutgoingEmail]:
    """To the lead's people and the district's other signers."""
    values = {
        **_facts(joinder.contract, joinder.district, by, joinder.ends_on),
        "starts_on": day_in_words(joinder.starts_on),
    }
    return _send_about("joinder_signed", joinder, values, by, at)


def send_joinder_ended(ending: JoinderEnding, *, by: User, at: datetime.datetime) -> list[OutgoingEmail]:
    """To the lead's people and the district's signers, but not to the person who ended it."""
    joinder = ending.joinder
    values = {**_facts(joinder.contract, joinder.district, by, ending.ends_on), "reason": ending.reason}
    return _send_about("joinder_ended", joinder, values, by, at)


def _send_about(
    name: str, joinder: Joinder, values: dict[str, EmailValue], by: User, at: datetime.datetime
) -> list[OutgoingEmail]:
    on = timezone.localdate(at)
    people = people_of(Membership(consortium=joinder.contract.consortium), Side.CONSORTIUM, on)
    for one in signers_of([joinder.district], on):
        people += [person for person in one.people if person not in people]
    about = page("joinder", joinder.contract.consortium.slug, joinder.contract_id, joinder.pk)
    return _send(name, people, values, about, by, at)


def _send(
    name: str, people: Iterable[User], values: dict[str, EmailValue], about: str, by: User, at: datetime.datetime
) -> list[OutgoingEmail]:
    return queue_email_to_each(
        [person for person in people if person != by],
        template=f"purchasing/emails/{name}.txt",
        values={**values, "page": full_address(about)},
        about=about,
        at=at,
    )


def _facts(contract: Contract, district: District, by: User, ends_on: datetime.date | None) -> dict[str, EmailValue]:
    return {
        "sender": by.name,
        "district": district.name,
        "contract": str(contract),
        "consortium": contract.consortium.name,
        "ends_on": day_in_words(ends_on) if ends_on else "",
    }
