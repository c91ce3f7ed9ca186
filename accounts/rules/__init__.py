"""Why an invitation or a role is not possible, in sentences for the person who asked."""

import datetime
import hashlib
import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

INVITATION_LASTS = datetime.timedelta(days=14)
# How long an email that the mail server doesn't accept is tried again, and the longest wait between two attempts.
EMAIL_IS_TRIED_FOR = datetime.timedelta(days=3)
LONGEST_WAIT = datetime.timedelta(hours=4)


# Invitations that one person sends within 24 hours; each is an email to an address that the person chose.
MOST_INVITATIONS = 20
MOST_INVITATIONS_BY_THE_STATE = 500
_EMAIL = re.compile(r"[^\s@<>\"(),:;]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
# What mail programs turn into a link: a name goes into the emails that the portal sends.
_WEB_ADDRESS = re.compile(
    r"://|@|\bwww\.|\.[a-z]{2,}\b|\.(?i:com|org|net|gov|edu|us|io|co|info|biz|app|dev|xyz|me|ly|link|site|top|ru|cn)\b"
)


def problems_with_name(name: str) -> list[str]:
    """Why this can't be a person's name: it must be readable on one line and carry no address of the web."""
    if any(unicodedata.category(character).startswith("C") for character in name):
        return ["Enter the name on one line, without invisible characters."]
    if _WEB_ADDRESS.search(name):
        return ["Enter a name without a web or email address."]
    return []


class PersonToInvite(NamedTuple):
    """One line of a list of people to invite; `role` is empty if the role as written isn't one."""

    line: int
    email: str
    name: str
    role_as_written: str
    role: str
    has_more: bool = False


def problems_with_list(people: Sequence[PersonToInvite]) -> list[list[str]]:
    """What is wrong in each line, before anyone is invited."""
    first: dict[str, int] = {}
    problems = []
    for one in people:
        wrong, address = [], one.email.casefold()
        if not _EMAIL.fullmatch(one.email) or len(one.email) > 254:
            wrong.append("Enter an email address, such as pat@example.org.")
        elif address in first:
            wrong.append(f"This address is also in line {first[address]}. Keep one of the two lines.")
        if not one.name or len(one.name) > 200:
            wrong.append("Enter a name of at most 200 characters.")
        if not one.role:
            wrong.append("Enter one of the statewide roles." if one.role_as_written else "Enter a statewide role.")
        if one.has_more:
            wrong.append("Enter only an email address, a name, and a role. Put a name with a comma in quotation marks.")
        first.setdefault(address, one.line)
        problems.append(wrong)
    return problems


def problems_with_number_of_invitations(*, sent: int, is_state: bool) -> list[str]:
    """Why the person can't send another invitation today; `sent` counts the last 24 hours."""
    most = MOST_INVITATIONS_BY_THE_STATE if is_state else MOST_INVITATIONS
    if sent < most:
        return []
    return [f"You have sent {sent} invitations in the last 24 hours, which is the most. Send more tomorrow."]


def next_daily_email(after: datetime.datetime, *, hour: int) -> datetime.datetime:
    """The first time at that hour (0 to 23) after the moment, in the moment's time zone, also when clocks change."""
    today = datetime.datetime.combine(after.date(), datetime.time(hour), tzinfo=after.tzinfo)
    if today > after:
        return today
    return datetime.datetime.combine(after.date() + datetime.timedelta(1), datetime.time(hour), tzinfo=after.tzinfo)


def digest_of_token(token: str) -> str:
    """The digest of an invitation's token, from which the link can't be restored."""
    return hashlib.sha256(token.encode()).hexdigest()


def wait_before_next_try(*, attempts: int, waited: datetime.timedelta) -> datetime.timedelta | None:
    """How long an email waits after this many attempts: 1, 2, 4, 8 minutes, and so on. None after three days."""
    wait = min(datetime.timedelta(minutes=2 ** min(attempts - 1, 10)), LONGEST_WAIT)
    return wait if waited + wait <= EMAIL_IS_TRIED_FOR else None


def problems_with_inviting(*, email: str, is_active: bool, has_accepted: bool) -> list[str]:
    """Why an existing person can't be invited."""
    if is_active:
        return [f"{email} already has an account. Give the role on that person's page."]
    if has_accepted:
        return [f"The account of {email} was closed. Reopen it on that person's page."]
    return []


def problems_with_correcting(*, email: str, before: str, is_in_use: bool, has_account: bool) -> list[str]:
    """Why an invited person's address can't be corrected to this one."""
    if has_account:
        return ["This person has already opened the account, so the address can’t be corrected here."]
    if email == before:
        return [f"The invitation was already sent to {email}. To send it there again, use “Send again.”"]
    if is_in_use:
        return [f"Another person already uses {email}. Give that person the role instead."]
    return []


def problems_with_accepting(*, is_accepted: bool, is_withdrawn: bool, has_expired: bool) -> list[str]:
    """Why an invitation's link no longer works."""
    if is_accepted:
        return ["This invitation was already used. Sign in with your email address and password."]
    if is_withdrawn:
        return [
            "A newer invitation replaced this one, or it was withdrawn. Use the link in the newest email. If you have "
            "no newer one, ask the person who invited you."
        ]
    if has_expired:
        return ["This invitation has expired. Ask the person who invited you to send it again."]
    return []


def problems_with_period(*, starts_on: datetime.date, ends_on: datetime.date | None, overlaps: bool) -> list[str]:
    """Why a role can't be given for these dates."""
    problems = []
    if ends_on is not None and ends_on < starts_on:
        problems.append("The end date is before the start date.")
    if overlaps:
        problems.append("This person already has the role for some of these dates.")
    return problems


def problems_with_ending(*, ended_on: datetime.date | None, ends_on: datetime.date, is_withdrawn: bool) -> list[str]:
    """Why a role can't be ended on the date."""
    if is_withdrawn:
        return ["This role was already withdrawn."]
    if ended_on is not None and ended_on <= ends_on:
        return [
            f"This role already ends on {ended_on:%B} {ended_on.day}, {ended_on.year}. "
            "Enter an earlier date to end it sooner."
        ]
    return []


LAST_ADMINISTRATOR = "This is the last administrator. Give the role to someone else first."


def problems_with_second_step_reset(
    *, name: str, reason: str, is_active: bool, has_second_step: bool, is_asked: bool
) -> list[str]:
    """Why a reset of two-step sign-in can't be requested."""
    if not is_active or not has_second_step:
        return [f"{name} doesn’t use two-step sign-in, so there is nothing to reset."]
    if is_asked:
        return ["There is already an open request for this reset. Confirm or cancel that one."]
    if not reason or len(reason) > 500:
        return ["Explain in 500 characters or fewer how you verified that the request came from this person."]
    return []
