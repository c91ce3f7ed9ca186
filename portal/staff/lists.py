"""Filters of the lists of people, emails, and audit log entries."""

import datetime

import django_filters
from django import forms
from django.utils import timezone

from accounts.models import EmailState, OutgoingEmail, OutgoingEmailQuerySet, Role, User, UserQuerySet
from accounts.permissions import readable_emails
from audit.models import Entry, EntryQuerySet
from portal.components.dates import start_of_day
from portal.staff.pages.audit_words import KINDS, WORDS, events_of

OTHER = "other"


class PersonFilter(django_filters.FilterSet):
    """People by name or email, and by the role they have today."""

    q = django_filters.CharFilter(label="Name or email", method="by_name")
    role = django_filters.ChoiceFilter(label="Current role", choices=Role.choices, method="by_role", empty_label="All")

    class Meta:
        model = User
        fields: list[str] = []

    def by_name(self, people: UserQuerySet, _: str, text: str) -> UserQuerySet:
        """People whose name or address contains the text."""
        return people.named(text)

    def by_role(self, people: UserQuerySet, _: str, role: str) -> UserQuerySet:
        """People who have the role today."""
        return people.holding(role, on=timezone.localdate())


class EmailFilter(django_filters.FilterSet):
    """Emails by recipient or subject, by kind, and by status."""

    q = django_filters.CharFilter(label="Recipient or subject", method="by_text")
    kind = django_filters.ChoiceFilter(
        label="Kind", choices=OutgoingEmail.objects.kinds, method="by_kind", empty_label="All"
    )
    state = django_filters.ChoiceFilter(
        label="Status", choices=EmailState.choices, method="by_state", empty_label="All"
    )

    class Meta:
        model = OutgoingEmail
        fields: list[str] = []

    def by_text(self, emails: OutgoingEmailQuerySet, _: str, text: str) -> OutgoingEmailQuerySet:
        """Emails whose recipient or subject contains the text."""
        return emails.naming(text, readable_emails(self.request.user))

    def by_kind(self, emails: OutgoingEmailQuerySet, _: str, kind: str) -> OutgoingEmailQuerySet:
        """Emails of the kind."""
        return emails.of_kind(kind)

    def by_state(self, emails: OutgoingEmailQuerySet, _: str, state: str) -> OutgoingEmailQuerySet:
        """Emails that were sent, were not sent, or have a problem."""
        return emails.in_state(state)


class EntryFilter(django_filters.FilterSet):
    """Entries by kind, event, person, subject, and date in the state's time zone."""

    kind = django_filters.ChoiceFilter(
        label="Kind",
        choices=[*((kind.key, kind.label) for kind in KINDS), (OTHER, "Other")],
        method="by_kind",
        empty_label="All",
    )
    event = django_filters.CharFilter(label="Event", method="by_event")
    person = django_filters.CharFilter(label="Person", method="by_person")
    subject = django_filters.CharFilter(label="Subject", method="by_subject")
    first = django_filters.DateFilter(label="From", method="from_day", widget=forms.DateInput(attrs={"type": "date"}))
    last = django_filters.DateFilter(
        label="Through", method="through_day", widget=forms.DateInput(attrs={"type": "date"})
    )

    class Meta:
        model = Entry
        fields: list[str] = []

    def by_kind(self, entries: EntryQuerySet, _: str, kind: str) -> EntryQuerySet:
        """Entries of the events of a kind; the last kind has those that no other one has."""
        return entries.of_other_events(WORDS) if kind == OTHER else entries.of_events(events_of(kind))

    def by_event(self, entries: EntryQuerySet, _: str, text: str) -> EntryQuerySet:
        """Entries whose event contains the text."""
        return entries.of_event(text)

    def by_person(self, entries: EntryQuerySet, _: str, text: str) -> EntryQuerySet:
        """What the person or command did."""
        return entries.done_by(text)

    def by_subject(self, entries: EntryQuerySet, _: str, text: str) -> EntryQuerySet:
        """Entries on the subject."""
        return entries.about(text)

    def from_day(self, entries: EntryQuerySet, _: str, day: datetime.date) -> EntryQuerySet:
        """Entries of the date and later."""
        return entries.between(start_of_day(day), None)

    def through_day(self, entries: EntryQuerySet, _: str, day: datetime.date) -> EntryQuerySet:
        """Entries of the date and earlier."""
        return entries if day == datetime.date.max else entries.between(None, start_of_day(day + datetime.timedelta(1)))
