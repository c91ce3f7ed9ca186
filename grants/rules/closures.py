"""Whether the consortium of an application still exists. Pure."""


def problems_with_ended_consortium(name: str, *, may_apply: bool, successor: str | None) -> list[str]:
    """Whether the consortium of an application still exists."""
    if may_apply:
        return []
    into = f"It was merged into {successor}, which may start its own application." if successor else ""
    return [f"{name} is no longer a registered consortium, so this application can’t be submitted. {into}".strip()]
