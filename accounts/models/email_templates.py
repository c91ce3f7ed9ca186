"""The texts that administrators gave to the portal's emails."""

from django.db import models
from django.db.models import Q

from accounts.models.people import User


class EmailTemplateVersionQuerySet(models.QuerySet["EmailTemplateVersion"]):
    def of(self, file: str) -> "EmailTemplateVersionQuerySet":
        """The versions of one email, newest first, with their writers."""
        return self.filter(file=file).select_related("written_by").order_by("-number")

    def newest_of_each(self) -> "dict[str, EmailTemplateVersion]":
        """The newest version of every email that has one, by file. One query."""
        newest = self.filter(file=models.OuterRef("file")).order_by("-number")
        current = self.filter(pk=models.Subquery(newest.values("pk")[:1])).select_related("written_by")
        return {version.file: version for version in current}


class EmailTemplateVersion(models.Model):
    """A version of an email's text; the newest is used. Versions are never changed."""

    # The file of the shipped text, which names the email.
    file = models.CharField(max_length=100)
    number = models.PositiveIntegerField()
    # Back to the text that the portal is shipped with, whichever that is; then there is no text here.
    is_shipped = models.BooleanField(default=False)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    reason = models.CharField(max_length=500)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    objects = EmailTemplateVersionQuerySet.as_manager()

    class Meta:
        ordering = ["file", "number"]
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="accounts_email_template_numbers_are_unique"),
            models.CheckConstraint(
                condition=Q(is_shipped=True, subject="", body="") | Q(is_shipped=False) & ~Q(subject="") & ~Q(body=""),
                name="accounts_email_template_has_a_text_unless_shipped",
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of {self.file}"
