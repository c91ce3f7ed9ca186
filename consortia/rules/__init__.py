"""What stands in the way of a write to consortia and memberships, and what follows from facts: no queries."""

from consortia.rules.registering import contradictions, problems_with_texts

__all__ = ["contradictions", "problems_with_texts"]
