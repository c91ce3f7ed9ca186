"""Whether a membership that somebody typed names one district or school. Pure."""

from collections.abc import Sequence


def problems_with_finding(typed: str, found: Sequence[str]) -> list[str]:
    """Why what was typed names nobody, or more than one."""
    if not found:
        return [f"“{typed[:80]}” is no id and no whole name in the register. Find it below Districts or Schools."]
    if len(found) > 1:
        return [f"“{typed[:80]}” is the name of more than one. Write its id instead."]
    return []
