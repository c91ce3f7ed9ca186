"""The sentences that a signer accepts for a member. Each round has its own; these are where they come from."""

from collections.abc import Sequence

MOST_ASSURANCES = 20
LONGEST_ASSURANCE = 500

# What every signer certified before rounds had assurances of their own. Parts signed then don't contain the words,
# so a part leaves them out where they are exactly these: what was signed stays signed. Never edit them.
FIRST_ASSURANCES = (
    "The member will provide what is listed here.",
    "The member agrees to these amounts.",
    "The member’s board approved these amounts.",
)

# What a new round starts with: 34 CFR 75.128(b) binds each member of a group to the statements of the application.
DEFAULT_ASSURANCES = (
    "The member will do and provide what is listed here.",
    "The member agrees to the budget amounts that name it.",
    "The person who signs is authorized to make this commitment for the member.",
    "The member is bound by every statement and assurance in this application.",
    "The member will keep records of the grant money it receives and show them to the state on request.",
)


def problems_with_assurances(assurances: Sequence[str]) -> list[str]:
    """Why these can't be a round's assurances: none, too many, one too long, or one twice."""
    if not assurances:
        return ["Enter at least one assurance."]
    problems = []
    if len(assurances) > MOST_ASSURANCES:
        problems.append(f"Enter at most {MOST_ASSURANCES} assurances. There are {len(assurances)}.")
    problems += [
        f"Shorten assurance {number} to {LONGEST_ASSURANCE} characters. It has {len(text):,}."
        for number, text in enumerate(assurances, start=1)
        if len(text) > LONGEST_ASSURANCE
    ]
    if len(set(assurances)) < len(assurances):
        problems.append("Enter each assurance only once.")
    return problems
