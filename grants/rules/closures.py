"""What stands in the way of a guided step of the registrar, in words."""

SHORTEST_REASON = 10


def problems_with_reason(reason: str) -> list[str]:
    """Whether somebody who reads it in ten years will know why."""
    if len(" ".join(reason.split())) < SHORTEST_REASON:
        return ["Say in a sentence why, so that whoever reads it later understands."]
    return []


def problems_with_split(schools: int, placed: int) -> list[str]:
    """What is wrong with who takes which school."""
    if placed < schools:
        return [f"Say of every school where it goes: {schools - placed} of {schools} are not placed yet."]
    return []


def still_as_shown(preview_digest: str, now: str) -> list[str]:
    """Whether what will be done is what was shown."""
    if preview_digest != now:
        return [
            "Nothing is recorded yet: what would happen is not what you looked at, because you or somebody else "
            "changed something in between. Look at it again below, then record it."
        ]
    return []


def problems_with_ended_consortium(name: str, *, may_apply: bool, successor: str | None) -> list[str]:
    """Whether the consortium of an application still exists."""
    if may_apply:
        return []
    into = f"It was merged into {successor}, which may start an application of its own." if successor else ""
    return [f"{name} is no longer a registered consortium, so this application cannot be handed in. {into}".strip()]


def problems_with_duplicates(
    *,
    name: str,
    kept: str,
    is_itself: bool,
    is_gone: bool,
    kept_is_gone: bool,
    state: str,
    state_of_kept: str,
    would_hide: bool = False,
) -> list[str]:
    """Why two entries cannot be made one; `would_hide`: what all can read would go into what few can."""
    if is_itself:
        return [f"This is the same entry. Name the other one: {name} is set aside, the other one is kept."]
    if is_gone:
        return [f"{name} is closed, merged or set aside already: nothing is left to be made one."]
    if kept_is_gone:
        return [f"{kept} has ended or was set aside itself: it cannot be the one that is kept."]
    if state != state_of_kept:
        return [f"{name} is in {state} and {kept} is in {state_of_kept}: they cannot be one."]
    if would_hide:
        return [f"{name} is registered and {kept} is only proposed: keep {name} and set the proposal aside."]
    return []
