"""Signatures of an application's participants, and the emailed requests to sign."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import User
from districts.models import Appointment
from grants.models.amendment import Amendment
from grants.models.application import Application
from grants.models.participant import Participant
from signing.models import AbstractSignature


class CountedSignatureManager(models.Manager["Signature"]):
    """`application.signatures`: without those on amendments that aren't accepted."""

    def get_queryset(self) -> "models.QuerySet[Signature]":
        return super().get_queryset().filter(counts=True)


class Signature(AbstractSignature):
    """A signature on one participant's part of the application. The latest one counts; earlier ones stay."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="signatures")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="signatures")
    # The account that signed and its role at the member, as they were then; empty for signatures of earlier releases
    # and of application files.
    account_name = models.CharField(max_length=200, blank=True, default="", db_default="")
    account_role = models.CharField(max_length=300, blank=True, default="", db_default="")
    # The address to which the link was emailed, if it was signed by that link and without an account.
    linked_email = models.EmailField(blank=True, default="", db_default="")
    # Whether the registry had the signer as authorized on that day.
    had_power = models.BooleanField()
    # On the part as this amendment would have it; it counts once the amendment is accepted.
    amendment = models.ForeignKey(Amendment, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    counts = models.BooleanField(default=True, db_default=True)

    objects = models.Manager()  # every one
    counted = CountedSignatureManager()

    class Meta:
        default_manager_name = "counted"
        ordering = [F("signed_at").asc(nulls_first=True), "pk"]


class SigningRequestQuerySet(models.QuerySet["SigningRequest"]):
    def for_signing(self) -> "SigningRequestQuerySet":
        """With everything that the pages behind the link name."""
        return self.select_related(
            "participant__district",
            "participant__school",
            "participant__application__competition",
            "participant__application__consortium__fiscal_agent",
            "appointment__user",
            "appointment__district",
            "appointment__school",
            "sent_by",
        )

    def with_secret(self, digest: str) -> "SigningRequestQuerySet":
        """The request whose link or code has this digest."""
        return self.filter(Q(token_digest=digest) | Q(code_digest=digest))

    def in_row(self, pk: int) -> "SigningRequest | None":
        """The request with this primary key."""
        return self.filter(pk=pk).first()

    def not_withdrawn(self) -> "SigningRequestQuerySet":
        """Requests whose link was neither replaced nor ended."""
        return self.filter(withdrawn_at=None)

    def to_sign_for(self, participant: Participant) -> "SigningRequestQuerySet":
        """The requests to sign for this participant."""
        return self.filter(participant=participant)

    def open_to(self, user: User) -> "SigningRequestQuerySet":
        """Requests to this person that are neither ended nor used to sign."""
        unanswered = Q(answered_at=None) | ~Q(declined_reason="")
        return self.not_withdrawn().filter(unanswered, appointment__user=user, astray_at=None)

    def newest_first(self) -> "SigningRequestQuerySet":
        """The last one sent first, with the people."""
        return self.select_related("appointment__user", "sent_by").order_by("-sent_at", "-pk")


class SigningRequest(models.Model):
    """An emailed request to sign for a participant, to one appointed person. Stores only digests of link and code."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="signing_requests")
    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="+")
    # The person's address then. If it changes, the link stops working.
    email = models.EmailField()
    token_digest = models.CharField(max_length=64, unique=True)
    code_digest = models.CharField(max_length=64, unique=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    # When the reader confirmed to be the person; programs that only fetch the link don't count.
    opened_at = models.DateTimeField(null=True, blank=True)
    # Signed, or declined with a reason. Who declined can still sign.
    answered_at = models.DateTimeField(null=True, blank=True)
    declined_reason = models.TextField(blank=True, default="", db_default="")
    # Replaced by a newer one, or ended by someone else's signature.
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    # When a reader said to be someone else. The link stops working.
    astray_at = models.DateTimeField(null=True, blank=True)

    objects = SigningRequestQuerySet.as_manager()

    class Meta:
        ordering = ["sent_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(declined_reason="") | Q(answered_at__isnull=False),
                name="grants_signing_request_declined_has_a_date",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("sent_at")), name="grants_signing_request_expires_after_it_is_sent"
            ),
            models.UniqueConstraint(
                fields=["participant", "appointment"],
                condition=Q(answered_at=None, withdrawn_at=None, astray_at=None),
                name="grants_signing_request_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"request to {self.appointment.user} to sign for {self.participant}"

    @property
    def is_declined(self) -> bool:
        """Whether the person declined and has not signed since."""
        return self.declined_reason != ""

    def has_expired(self, at: datetime.datetime) -> bool:
        """Whether its link no longer works at the time."""
        return at >= self.expires_at
