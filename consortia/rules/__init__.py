"""Problems with changes to consortia and memberships, and conclusions from facts. Pure: no Django, no queries."""

from consortia.rules.registering import contradictions, problems_with_texts

__all__ = ["contradictions", "problems_with_texts"]
