"""The revision of the registry: what was cached at an earlier one is stale."""

from districts.models import Revision


def revision_now() -> int | None:
    """The number of the registry's last change; None before the first."""
    return Revision.objects.filter(pk=1).values_list("number", flat=True).first()
