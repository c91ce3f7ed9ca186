"""What was done with a membership, in words."""

from consortia.states import Side

DONE = {
    "agree": "accepted",
    "confirm": "accepted",
    "affirm": "confirmed it",
    "record": "settled the dispute",
    "dispute": "disputed it",
    "answer": "added to the dispute",
    "decline": "declined",
    "withdraw": "withdrew it",
    "expire": "ended the invitation, which had no answer for 60 days,",
    "leave": "recorded the end date",
    "stay": "canceled the departure",
    "change": "changed the role or member type",
    "correct": "corrected the dates",
    "register": "registered it",
    "paper": "uploaded a document",
}
SIDES = {Side.MEMBER: "the member", Side.CONSORTIUM: "the consortium", Side.STATE: "the State"}


def done(step: str, side: str) -> str:
    """The step as a verb: what this party did."""
    if step == "confirm" and side == Side.STATE:
        return "approved"
    if step == "claim":
        return {Side.MEMBER: "asked to join", Side.CONSORTIUM: "sent an invitation"}.get(Side(side), "entered it")
    return DONE.get(step, step)


def in_words(*, step: str, side: str, name: str, office: str, when: str) -> str:
    """Who did it and when: "Ann Marsh, superintendent of Cedar Gap, accepted on September 14, 2026"."""
    who = ", ".join(filter(None, [name, office])) or SIDES[Side(side)].capitalize()
    return f"{who}{',' if office and name else ''} {done(step, side)} on {when}"
