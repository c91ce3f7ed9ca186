"""What every table of signatures has. The apps above make their tables from it."""

from django.conf import settings
from django.db import models


class AbstractSignature(models.Model):
    """One person's signature on one part, as it was worded at that moment."""

    signer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signer_name = models.CharField(max_length=200)
    signer_title = models.CharField(max_length=200, blank=True)
    # Unknown where an application file does not say.
    signed_at = models.DateTimeField(null=True, blank=True)
    # The date the board voted. An unknown date is a finding, not an error.
    board_on = models.DateField(null=True, blank=True)
    # What was signed, kept whole so that the signer can later see only what changed.
    part = models.JSONField()
    part_digest = models.CharField(max_length=64)
    # What a part contained when it was signed; a signature is compared with the part that this version gives.
    part_version = models.PositiveSmallIntegerField(db_default=1)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.signer_name}, {self.signed_at:%Y-%m-%d}" if self.signed_at else self.signer_name
