"""What stands in the way of an invitation or a role, in words for the person who asked."""

import datetime
import hashlib

INVITATION_LASTS = datetime.timedelta(days=14)


def digest_of_token(token: str) -> str:
    """What is kept of an invitation's token: from it nobody can make the link again."""
    return hashlib.sha256(token.encode()).hexdigest()


def problems_with_inviting(*, email: str, is_active: bool, has_accepted: bool) -> list[str]:
    """Why a person who is known already cannot be invited."""
    if is_active:
        return [f"{email} has an account already. Give the role on that person's page."]
    if has_accepted:
        return [f"The account of {email} was closed. Reopen it on that person's page."]
    return []


def problems_with_correcting(*, email: str, before: str, is_assigned: bool, has_begun: bool) -> list[str]:
    """Why the address of an invited person cannot be corrected to that one."""
    if has_begun:
        return ["This person has begun already and uses the account with the present address."]
    if email == before:
        return [f"The invitation went to {email} already. To send it there once more, send the letter again."]
    if is_assigned:
        return [f"Somebody else has the address {email} already. Give the post to that person instead."]
    return []


def problems_with_accepting(*, is_accepted: bool, is_withdrawn: bool, has_expired: bool) -> list[str]:
    """Why an invitation's link no longer works."""
    if is_accepted:
        return ["This invitation was used already. Sign in with your email address and password."]
    if is_withdrawn:
        return ["A newer invitation replaced this one. Use the link in the newer letter."]
    if has_expired:
        return ["This invitation has expired. Ask the person who invited you to send it again."]
    return []


def problems_with_period(*, starts_on: datetime.date, ends_on: datetime.date | None, overlaps: bool) -> list[str]:
    """Why a role cannot be given for these days."""
    problems = []
    if ends_on is not None and ends_on < starts_on:
        problems.append("The last day is before the first day.")
    if overlaps:
        problems.append("This person holds the role on some of these days already.")
    return problems


def problems_with_ending(*, ended_on: datetime.date | None, ends_on: datetime.date, is_withdrawn: bool) -> list[str]:
    """Why a role cannot be ended on that day."""
    if is_withdrawn:
        return ["This role was withdrawn already."]
    if ended_on is not None and ended_on <= ends_on:
        return [
            f"This role already ends on {ended_on:%B} {ended_on.day}, {ended_on.year}. It can only be ended earlier."
        ]
    return []


LAST_ADMINISTRATOR = "This is the last administrator. Give the role to somebody else first."
