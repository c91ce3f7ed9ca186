"""The people whom an application file names: accounts without sign-in, with the appointments they held."""

import datetime
import hashlib

from django.db import transaction

from accounts.models import User
from audit import log
from districts.actions import give_appointment
from districts.models import District
from districts.permissions import Actor
from districts.states import Office
from grants.rules.texts import on_one_line


@transaction.atomic
def name_person(
    *, name: str, place: str, district: District | None, title: str = "", days: tuple[datetime.date, datetime.date],
    by: Actor, at: datetime.datetime,
) -> User:  # fmt: skip
    """The person of that name at that place (a participant's key), appointed in the district and authorized to sign.

    The appointment lasts from the first to the last of `days`; without a district there is none. The same name at
    the same place is the same person.
    """
    name = on_one_line(name)[:200]
    email = f"{place}-{hashlib.sha256(name.encode()).hexdigest()[:12]}@application-file.example.invalid"
    person = User.objects.filter(email=email).first()
    if person is None:
        person = User.objects.create_user(email, name, is_active=False, joined_at=at)
        log.record("person.named", person, by=by, at=at, place=place)
    if district is not None:
        give_appointment(
            user=person,
            district=district,
            kind=_kind_of(title),
            starts_on=days[0],
            ends_on=days[1],
            powers=["sign_applications"],
            by=by,
            at=at,
        )
    return person


def _kind_of(title: str) -> str:
    title = title.casefold()
    if "treasurer" in title:
        return Office.TREASURER
    return Office.SUPERINTENDENT if "superintendent" in title else Office.DESIGNEE
