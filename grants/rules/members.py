"""Who can be removed from a draft."""

from grants.rules.application import problems_with_lengths
from grants.rules.texts import LONGEST_NOTE


def problems_with_removing(name: str, *, is_lead: bool, has_signed: bool, was_submitted: bool) -> list[str]:
    """Why this member stays in the application; empty if it can be removed.

    A signature on a version that the state has is part of the record. On a draft that was never submitted it goes with
    the member, and the audit log keeps who signed and when.
    """
    if is_lead:
        return [f"{name} leads this application and can’t be removed from it."]
    if has_signed and was_submitted:
        return [
            f"{name} signed a submitted version, so you can’t remove it here. Call the state’s office to remove it."
        ]
    return []


def problems_with_removal_reason(reason: str, *, has_signed: bool) -> list[str]:
    """Whether the reason is there that the people of a member who signed will read."""
    if has_signed and not reason:
        return ["Enter the reason."]
    return problems_with_lengths(("A reason", reason, LONGEST_NOTE))
