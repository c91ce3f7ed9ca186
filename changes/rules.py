"""Problems with a guided change, whatever it changes, as sentences for the registrar. Pure."""

SHORTEST_REASON = 10


def problems_with_reason(reason: str) -> list[str]:
    """Whether the reason is long enough to be understood years later."""
    if len(" ".join(reason.split())) < SHORTEST_REASON:
        return ["Enter the reason in at least one sentence, so that people who read it later understand."]
    return []


def problems_with_stale_preview(preview_digest: str, now: str) -> list[str]:
    """Whether the changes are still the ones in the preview."""
    if preview_digest != now:
        return [
            "Nothing has been recorded. The changes are no longer the ones you previewed, because you or someone else "
            "changed something in the meantime. Check the new preview below, then record the changes."
        ]
    return []
