"""What the page of each action on a membership says, before and after."""

import datetime
from typing import NamedTuple

from accounts.dates import day_in_words
from consortia.models import Membership
from consortia.states import BUYING_CLASSES, Side


class ActionText(NamedTuple):
    """The words of an action's page. `done` is the message afterward; `other` in it is the party that was notified."""

    title: str
    consequence: str
    button: str
    done: str


TEXTS = {
    "decline": ActionText(
        "Decline",
        "{member} and {consortium} will both see your reason. {member} can ask to join later. After an invitation is "
        "declined, {consortium} can’t invite {member} again for 180 days.",
        "Decline",
        "You declined. We told {other}.",
    ),
    "withdraw": ActionText(
        "Withdraw",
        "The membership will be removed from every list of members. {member} and {consortium} will both see that it "
        "was withdrawn.",
        "Withdraw",
        "Withdrawn. We told {other}.",
    ),
    "dispute": ActionText(
        "Dispute this membership",
        "The membership will be marked as disputed, starting today, until the registrar settles the dispute.",
        "Dispute membership",
        "The membership is marked as disputed. We told {other}.",
    ),
    "answer": ActionText(
        "Add to the dispute",
        "Your comment will appear under Activity with your name and today’s date.",
        "Add comment",
        "Your comment is added. We told {other}.",
    ),
    "reconcile": ActionText(
        "End your dispute",
        "You confirm that the membership is correct after all.",
        "End dispute",
        "The dispute is over. We told {other}.",
    ),
    "settle": ActionText(
        "Settle the dispute",
        "We’ll tell {member} and {consortium} what you decide and why. If only the dates are wrong, correct them "
        "afterward.",
        "Settle dispute",
        "The dispute is settled. We told {other}.",
    ),
    "confirm": ActionText(
        "Approve for the State",
        "{member} and {consortium} have agreed. We’ll tell them that the membership is approved.",
        "Approve",
        "The membership is approved. We told {other}.",
    ),
    "refuse": ActionText(
        "Don’t approve",
        "The membership will be removed from every list of members. We’ll tell {member} and {consortium} your reason.",
        "Don’t approve",
        "The membership is not approved. We told {other}.",
    ),
    "leave": ActionText(
        "End this membership",
        "{member} and {consortium} will both see the end date and the reason. You can cancel until that date has "
        "passed.",
        "Record end date",
        "The end date of {member} in {consortium} is {end}. We told {other}.",
    ),
    "stay": ActionText(
        "Cancel departure",
        "The membership will continue without an end date.",
        "Stay a member",
        "{member} stays a member of {consortium}. We told {other}.",
    ),
    "change": ActionText(
        "Change role or member type",
        "The current role and member type end the day before the change. {member} and {consortium} both have to agree; "
        "if the change is declined, nothing changes.",
        "Propose change",
        "The change is proposed. We asked {other} to confirm it.",
    ),
    "correct": ActionText(
        "Correct the dates",
        "The earlier dates stay in the history. We’ll tell {member} and {consortium}.",
        "Correct dates",
        "The dates are corrected. We told {other}.",
    ),
}


def action_text(action: str, membership: Membership) -> ActionText:
    """The words of this action's page, with the member and the consortium named."""
    text = TEXTS[action]
    consequence = text.consequence.format(member=membership.member, consortium=membership.consortium)
    return text._replace(consequence=consequence)


def message_after(action: str, membership: Membership, side: str) -> str:
    """What to tell the person of this side once the action is done."""
    both = f"{membership.member} and {membership.consortium}"
    others = {Side.MEMBER: str(membership.consortium), Side.CONSORTIUM: str(membership.member)}
    return TEXTS[action].done.format(
        member=membership.member,
        consortium=membership.consortium,
        end=day_in_words(membership.leaves_on) if membership.leaves_on else "",
        other=others.get(Side(side), both),
    )


def consequences_of_leaving(
    membership: Membership, last_day: datetime.date, *, contracts: int, applications: int, on: datetime.date
) -> list[str]:
    """What ending the membership on that day means. `contracts` are in force then; `applications` are drafts."""
    member, consortium, day = membership.member, membership.consortium, day_in_words(last_day)
    is_over = last_day < on
    words = [
        f"{day} is recorded as the end date of {member} in {consortium}."
        if is_over
        else f"{member} stays a member of {consortium} through {day}."
    ]
    if contracts and membership.membership_class in BUYING_CLASSES:
        number = "1 shared contract" if contracts == 1 else f"{contracts} shared contracts"
        words.append(f"After that, it can’t buy under {number} of {consortium}.")
    if applications:
        number = "1 draft application names" if applications == 1 else f"{applications} draft applications name"
        words.append(f"{number} it as a member. Remove {member} from the draft after that date.")
    words.append(f"We’ll tell {member} and {consortium}. Both of them and the registrar can read your reason.")
    words.append("Everyone can see the end date, but not the reason.")
    words.append(
        "You can’t cancel this afterward. To correct the date, ask the registrar."
        if is_over
        else f"You can cancel this until {day} has passed."
    )
    return words
