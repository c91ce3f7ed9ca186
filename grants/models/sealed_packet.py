"""Sealed packets: a submitted version as one file, for everyone who takes part in it."""

from django.db import models

from grants.models.sealed import Version


class SealedPacketQuerySet(models.QuerySet["SealedPacket"]):
    def of(self, version: Version) -> "SealedPacket | None":
        """The packet of a version, without its PDF; None if no one requested it."""
        return self.filter(version=version).defer("pdf").first()

    def with_version(self, version: Version) -> "SealedPacket | None":
        """The packet with its PDF and everything else that its file contains."""
        return self.filter(version=version).select_related("version").first()


class SealedPacket(models.Model):
    """What the packet of a submitted version contains besides the version itself. Never changed.

    The file is put together when it is downloaded: from the same parts always come the same bytes.
    """

    version = models.OneToOneField(Version, on_delete=models.PROTECT, related_name="sealed_packet")
    made_at = models.DateTimeField()
    # In the database, as every PDF: one backup has all of it.
    pdf = models.BinaryField()
    readme = models.TextField()
    manifest = models.TextField()
    digest = models.CharField("SHA-256 of the file", max_length=64)
    size = models.PositiveBigIntegerField("bytes of the file")

    objects = SealedPacketQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"packet of version {self.version_id}"
