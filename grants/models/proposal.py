"""What rows of a plan have in common: each belongs to a member, and the lead proposes others beside them."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from grants.models.application import Application
    from grants.models.participant import Participant


class OwnedRow(models.Model):
    """A row of the plan: the member's own, or what the lead proposes and the member hasn't accepted."""

    # Who proposed it, and when; null once it is the member's own.
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposed_at = models.DateTimeField(null=True, blank=True)
    # Grows with every change and every proposal, so that no one overwrites or accepts what they haven't seen.
    revision = models.PositiveIntegerField(default=0, db_default=0)

    PROPOSED_HAS_WHO_AND_WHEN = Q(proposed_by=None, proposed_at=None) | Q(
        proposed_by__isnull=False, proposed_at__isnull=False
    )

    class Meta:
        abstract = True

    @property
    def owner(self) -> "Participant | None":
        """The member whose people write it; None: it is the lead's."""
        raise NotImplementedError

    @property
    def in_application(self) -> "Application":
        """The application that it is part of."""
        raise NotImplementedError

    @property
    def is_proposed(self) -> bool:
        """Whether the lead wrote it and the member hasn't accepted it."""
        return self.proposed_at is not None

    @property
    def last_proposal(self) -> Any:
        """The change that the lead proposed last and the member hasn't accepted; None if there is none."""
        return getattr(self, "proposal", None)

    @property
    def change(self) -> Any:
        """The change that the lead proposes to the member's own row, unless the member declined it; None if none."""
        proposal = self.last_proposal
        return proposal if proposal is not None and proposal.is_open else None

    @property
    def needs_answer(self) -> bool:
        """Whether the lead proposed it, or a change to it, and the member hasn't answered."""
        return self.is_proposed or self.change is not None


class ProposedRow(models.Model):
    """What the lead proposes beside a row, or a proposal that the member declined. It isn't part of the plan."""

    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    declined_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    declined_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField("why it was declined", blank=True, default="", db_default="")

    class Meta:
        abstract = True

    @property
    def is_open(self) -> bool:
        """Whether the member hasn't answered it."""
        return self.declined_at is None
