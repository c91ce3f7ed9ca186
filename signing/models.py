"""What every table of signatures has. The apps above make tables of their own from it."""

from django.conf import settings
from django.db import models


class AbstractSignature(models.Model):
    """Somebody signed one part, as it was worded at that moment."""

    signer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signer_name = models.CharField(max_length=200)
    signer_title = models.CharField(max_length=200, blank=True)
    # Unknown where an application file does not say.
    signed_at = models.DateTimeField(null=True, blank=True)
    # The day the board voted; unknown is a fact to be found, not an error.
    board_on = models.DateField(null=True, blank=True)
    # What was signed, kept whole so that the signer can be shown just the difference later.
    part = models.JSONField()
    part_digest = models.CharField(max_length=64)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.signer_name}, {self.signed_at:%Y-%m-%d}" if self.signed_at else self.signer_name
