"""Changes of a consortium's record: its facts, each kept in the history, and its purposes with their dates."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from consortia.models import Consortium, ConsortiumChange, ConsortiumPurpose, Membership
from consortia.permissions import appointment_for, check_can_edit_facts, check_is_registrar
from consortia.rules.fact_owners import CONSORTIUM, OF_LEAD, PURPOSE
from consortia.rules.record_changes import (
    DATED,
    NAME_AT_MOST,
    Held,
    codes_in,
    problems_with_authority,
    problems_with_contact,
    problems_with_counties,
    problems_with_effective_date,
    problems_with_end,
    problems_with_first_members,
    problems_with_fiscal_agent,
    problems_with_formation,
    problems_with_start,
)
from consortia.rules.registering import problems_with_texts
from consortia.states import IN_FORCE, LIVING_CONSORTIA, ConsortiumStatus, LegalForm, Purpose, Side
from districts.actions.history import county_text, touch_registry
from districts.models import County, District
from districts.permissions import Actor
from districts.rules.disputing import what_changed
from districts.rules.records import web_address
from districts.states import ENDED_AGENCIES

REGISTRAR = "the registrar"
COUNTIES = "counties_served"


@transaction.atomic
def change_facts(
    *,
    consortium: Consortium,
    values: Mapping[str, str],
    seen: Mapping[str, str],
    holds_from: datetime.date | None = None,
    authority: str = "",
    by: User,
    at: datetime.datetime,
) -> list[str]:
    """Change facts of the record; returns the names of those that changed.

    Values are text: a date like 2026-07-01, the fiscal agent's LEAID. `seen` holds the values when the form was shown,
    so that what others changed since then is not overwritten. `holds_from` is the date of a new name, legal form, or
    fiscal agent; without it, a mistake is corrected. Raises Refused or Unready.
    """
    consortium = lock_consortium(consortium)
    on = timezone.localdate(at)
    check_can_edit_facts(by, consortium, values, on)
    check_has_not_ended(consortium)
    seen = {field: _plain(text) for field, text in seen.items()}
    wanted = {field: _plain(text) for field, text in values.items() if _plain(text) != seen.get(field, "")}
    wanted = with_web_address(wanted)
    if COUNTIES in wanted:
        wanted[COUNTIES] = ", ".join(codes_in(wanted[COUNTIES]))
    before = {field: _plain(text_of(consortium, field)) for field in wanted}
    changed_since = [field for field in wanted if before[field] not in (seen.get(field, ""), wanted[field])]
    if problems := what_changed(
        {CONSORTIUM[field].label: _shown(field, seen.get(field, "")) for field in changed_since},
        {CONSORTIUM[field].label: _shown(field, before[field]) for field in changed_since},
    ):
        raise Unready(*problems, "If yours is right, save again.")
    wanted = {field: text for field, text in wanted.items() if text != before[field]}
    is_dated = not wanted.keys().isdisjoint(DATED)
    stored, problems = _stored(consortium, wanted, on)
    problems += problems_with_contact(wanted) + problems_with_authority(authority)
    if is_dated:
        problems += problems_with_effective_date(
            consortium.name, holds_from=holds_from, formed_on=stored.get("formed_on", consortium.formed_on), on=on
        )
    if problems:
        raise Unready(*problems)
    if not stored:
        return []
    for field, value in stored.items():
        setattr(consortium, field, value)
    consortium.save(update_fields=[*stored])
    source = REGISTRAR if wanted.keys().isdisjoint(OF_LEAD) else office_of(by, consortium, on)
    for field in stored:
        day, new = holds_from if field in DATED else None, text_of(consortium, field)
        record_change(consortium, field, before[field], new, day, authority.strip(), source=source, by=by, at=at)
    log.record("consortium.facts_changed", consortium, by=by, at=at, changed=[*stored], holds_from=holds_from)
    return [*stored]


@transaction.atomic
def start_purpose(
    *,
    consortium: Consortium,
    purpose: str,
    starts_on: datetime.date | None,
    ends_on: datetime.date | None = None,
    authority: str = "",
    by: Actor,
    at: datetime.datetime,
) -> ConsortiumPurpose:
    """A purpose that the consortium takes up on a date; None means unknown. The same one is returned, not stored twice.

    One on record whose start date is not known gets this date. Raises Refused or Unready.
    """
    consortium = lock_consortium(consortium)
    on = timezone.localdate(at)
    check_is_registrar(by, on)
    check_has_not_ended(consortium)
    if purpose not in Purpose.values:
        raise Unready("Choose a purpose from the list.")
    rows = list(consortium.purposes.filter(purpose=purpose))
    if same := next((row for row in rows if (row.starts_on, row.ends_on) == (starts_on, ends_on)), None):
        return same
    row = next((row for row in rows if row.starts_on is None and row.ends_on is None), None)
    old = purpose if row and ends_on is None else ""
    if row is None or ends_on is not None:
        row = ConsortiumPurpose(consortium=consortium, purpose=purpose)
    problems = problems_with_authority(authority) + problems_with_start(
        consortium.name,
        Held(str(Purpose(purpose).label), starts_on, ends_on),
        others=[_held(other) for other in rows if other != row],
        formed_on=consortium.formed_on,
        on=on,
    )
    if problems:
        raise Unready(*problems)
    row.starts_on, row.ends_on, row.authority = starts_on, ends_on, authority.strip()
    row.save()
    record_change(consortium, PURPOSE, old, purpose, starts_on, row.authority, source=REGISTRAR, by=by, at=at)
    log.record("purpose.started", consortium, by=by, at=at, purpose=purpose, starts_on=starts_on, ends_on=ends_on)
    return row


@transaction.atomic
def end_purpose(
    *, purpose: ConsortiumPurpose, ends_on: datetime.date, authority: str = "", by: Actor, at: datetime.datetime
) -> ConsortiumPurpose:
    """End a purpose; the end date is its last day. Raises Refused, or Unready where it already has an end date."""
    consortium = lock_consortium(purpose.consortium)
    purpose = ConsortiumPurpose.objects.select_for_update().get(pk=purpose.pk)
    on = timezone.localdate(at)
    check_is_registrar(by, on)
    check_has_not_ended(consortium)
    problems = problems_with_authority(authority)
    if problems := problems + problems_with_end(consortium.name, _held(purpose), ends_on=ends_on, on=on):
        raise Unready(*problems)
    purpose.ends_on, purpose.end_authority = ends_on, authority.strip()
    purpose.save(update_fields=["ends_on", "end_authority"])
    record_change(
        consortium, PURPOSE, purpose.purpose, "", ends_on, purpose.end_authority, source=REGISTRAR, by=by, at=at
    )
    log.record("purpose.ended", consortium, by=by, at=at, purpose=purpose.purpose, ends_on=ends_on)
    return purpose


def lock_consortium(consortium: Consortium) -> Consortium:
    """The same row, read again and locked until the end of the transaction, with its fiscal agent."""
    return Consortium.objects.select_for_update(of=("self",)).select_related("fiscal_agent").get(pk=consortium.pk)


def text_of(consortium: Consortium, field: str) -> str:
    """A fact as forms send it: text, with the fiscal agent as its LEAID, and counties as their FIPS codes."""
    value = getattr(consortium, field)
    if field == COUNTIES:
        return ", ".join(value)
    if field == "fiscal_agent":
        return value.leaid if value else ""
    return "" if value is None else str(value)


def record_change(
    consortium: Consortium,
    field: str,
    old: str,
    new: str,
    holds_from: datetime.date | None,
    authority: str,
    *,
    source: str,
    by: Actor,
    at: datetime.datetime,
) -> None:
    """Add an entry to the consortium's history. Call it after saving, in the same transaction.

    Whoever has the page of a proposal open reads it again before changing or deciding it.
    """
    touch_registry()
    if consortium.status == ConsortiumStatus.PROPOSED:
        consortium.revision, consortium.revised_at = consortium.revision + 1, at
        consortium.save(update_fields=["revision", "revised_at"])
    if field == "fiscal_agent":
        names = {leaid: f"{name} ({leaid})" for leaid, name in _names_of(old, new)}
        old, new = names.get(old, ""), names.get(new, "")
    if field == COUNTIES:
        old, new = _counties_in_words(old), _counties_in_words(new)
    ConsortiumChange.objects.create(
        consortium=consortium,
        field=field,
        old=old,
        new=new,
        holds_from=holds_from,
        authority=authority,
        source=source,
        recorded_at=at,
        by=by if isinstance(by, User) else None,
    )


def with_web_address(values: Mapping[str, str]) -> dict[str, str]:
    """The values with a website typed without https:// as its address."""
    website = values.get("website")
    return {**values, "website": web_address(website) or website} if website else dict(values)


def check_name_is_free(name: str, state: str, *, apart_from: Consortium | None = None) -> None:
    """Refuse the name of another consortium in the state, in whatever case. Raises Unready."""
    others = Consortium.objects.in_state(state).filter(name__iexact=name)
    if apart_from:
        others = others.exclude(pk=apart_from.pk)
    if other := others.first():
        raise Unready(
            f"{state} already has a consortium named {other}. Open its record and add what is missing there, or use "
            "a different name."
        )


def problems_with_district(agent: District) -> list[str]:
    """Why this district can't be the fiscal agent."""
    return problems_with_fiscal_agent(
        str(agent),
        closed_on=agent.closed_on,
        is_gone=agent.status in ENDED_AGENCIES,
        successor=str(agent.successor) if agent.successor else "",
    )


def _stored(consortium: Consortium, wanted: Mapping[str, str], on: datetime.date) -> tuple[dict[str, Any], list[str]]:
    """The values to store, and the problems with them; each value fits its field."""
    stored: dict[str, Any] = dict(wanted)
    problems: list[str] = []
    if "name" in wanted:
        stored["name"] = name = " ".join(wanted["name"].split())
        problems += problems_with_texts(("name of the consortium", name, NAME_AT_MOST), is_needed=True)
        touch_registry()  # locks: two who take one name come in turn
        check_name_is_free(name, consortium.state, apart_from=consortium)
    if "legal_form" in wanted and wanted["legal_form"] not in LegalForm.values:
        problems.append("Choose a legal form from the list.")
    if "formed_on" in wanted:
        stored["formed_on"] = day = datetime.date.fromisoformat(wanted["formed_on"]) if wanted["formed_on"] else None
        problems += problems_with_formation(consortium.name, day, on)
        problems += problems_with_first_members(consortium.name, day, *_first_days(consortium))
        if day and consortium.ended_on and day > consortium.ended_on:
            problems.append(f"{consortium} ended before that date.")
    if leaid := wanted.get("fiscal_agent"):
        stored["fiscal_agent"] = agent = District.objects.select_related("successor").filter(leaid=leaid).first()
        problems += problems_with_district(agent) if agent else ["Choose a district as the fiscal agent."]
    elif "fiscal_agent" in wanted:
        stored["fiscal_agent"] = None
    if COUNTIES in wanted:
        stored[COUNTIES] = codes = codes_in(wanted[COUNTIES])
        problems += problems_with_served_counties(codes)
    return stored, problems


def problems_with_served_counties(codes: Sequence[str]) -> list[str]:
    """Codes of counties that the registry does not have."""
    return problems_with_counties(codes, County.objects.filter(fips__in=codes).values_list("fips", flat=True))


def _counties_in_words(text: str) -> str:
    counties = County.objects.filter(fips__in=codes_in(text)).order_by("fips")
    return ", ".join(county_text(county.name, county.fips) for county in counties)


def office_of(by: User, consortium: Consortium, on: datetime.date) -> str:
    """The office in whose name the person edits what the lead maintains; the registrar where no one else may."""
    appointment = appointment_for(by, Side.CONSORTIUM, Membership(consortium=consortium), on)
    if appointment is None:
        return REGISTRAR
    return f"the {appointment.get_kind_display().lower()} of {appointment.district or appointment.school}"


def _shown(field: str, text: str) -> str:
    """The value as people read it: the label of a legal form."""
    return str(LegalForm(text).label) if field == "legal_form" and text in LegalForm.values else text


def _plain(text: str) -> str:
    """The text without surrounding white space, with the line breaks that the registry keeps; browsers send others."""
    return text.replace("\r\n", "\n").strip()


def _first_days(consortium: Consortium) -> Sequence[datetime.date | None]:
    """The first known start date of a member, and of a purpose."""
    members = consortium.memberships.filter(status__in=IN_FORCE).exclude(joins_on=None).order_by("joins_on")
    purposes = consortium.purposes.exclude(starts_on=None).order_by("starts_on")
    return (
        members.values_list("joins_on", flat=True).first(),
        purposes.values_list("starts_on", flat=True).first(),
    )


def _names_of(*leaids: str) -> list[tuple[str, str]]:
    return list(District.objects.filter(leaid__in=leaids).values_list("leaid", "name"))


def _held(row: ConsortiumPurpose) -> Held:
    return Held(row.get_purpose_display(), row.starts_on, row.ends_on)


def check_has_not_ended(consortium: Consortium) -> None:
    """Refuse to change the record of a consortium that has ended. Raises Unready."""
    if consortium.status not in LIVING_CONSORTIA:
        status = consortium.get_status_display().lower()
        raise Unready(f"{consortium} is {status}, so its record can’t be changed.")
