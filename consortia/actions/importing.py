"""Importing consortia and their members: each row as a registrar enters or edits a record by hand."""

import datetime
from collections.abc import Sequence

from django.db.models import Q, QuerySet

from accounts.refusals import Unready
from changes.actions.snapshots import Snapshot, changes_between, snapshot_of
from consortia.actions.entries import CONTACT, enter_consortium, enter_member
from consortia.actions.facts import change_facts, start_purpose, text_of, with_web_address
from consortia.actions.memberships.dates import correct_dates
from consortia.models import Consortium, ConsortiumAlias, ConsortiumPurpose, Membership
from consortia.permissions import editable_facts
from consortia.rules.fact_owners import CONSORTIUM
from consortia.rules.import_rows import (
    ConsortiumFact,
    MembershipFact,
    note_on_kept_authority,
    note_on_kept_facts,
    problems_with_open_proposal,
    problems_with_other_lead,
)
from consortia.rules.record_changes import DATED, PurposeEntry, codes_in
from consortia.states import IN_FORCE, ConsortiumStatus, LegalForm, MemberRole, Purpose
from districts.actions.import_batches import ImportRun, NoMatchingRecord, RowEffect, carried_out_by_row
from districts.actions.import_batches.places import district_with_id, lock_places, place_with_id
from districts.actions.outcome import Difference
from districts.models import District
from districts.rules.periods import Period, share_a_day

TABLES = tuple(model._meta.label_lower for model in (Consortium, ConsortiumPurpose, Membership))


def carry_out_consortium(fact: ConsortiumFact, run: ImportRun) -> RowEffect:
    """Enter the consortium of one row, or change what the registrar maintains of one on record. Raises Refusal."""
    known = _known(fact, run)
    if known is None:
        return _entered(fact, run)
    if known.status == ConsortiumStatus.PROPOSED:
        raise Unready(*problems_with_open_proposal(str(known)))
    before = _snapshot(known)
    differences, note = _changed(known, fact, run)
    outcome = "changed" if differences else "kept" if note else "unchanged"
    return RowEffect(outcome, known.slug, known.name, differences, changes_between(before, _snapshot(known)), note)


def carry_out_membership(fact: MembershipFact, run: ImportRun) -> RowEffect:
    """Enter the membership of one row, or correct the dates of one on record. Raises Refusal."""
    consortium = _consortium_called(fact.slug)
    if consortium is None:
        raise NoMatchingRecord(f"No consortium in the registry has the slug “{fact.slug}”.")
    member = place_with_id(fact.place)
    district, school = (member, None) if isinstance(member, District) else (None, member)
    rows = Membership.objects.filter(consortium=consortium, district=district, school=school)
    before = snapshot_of(rows)
    stated = Period(fact.joins_on, fact.leaves_on)
    same = [
        row
        for row in rows.filter(status__in=IN_FORCE, role=fact.role, membership_class=fact.membership_class)
        if share_a_day(row.joins_on, row.leaves_on, stated)
    ]
    note = ""
    if same:
        membership = next((row for row in same if Period(row.joins_on, row.leaves_on) == stated), same[0])
        differences = _corrected(membership, fact, run)
        note = note_on_kept_authority(fact, membership.authority, membership.authority_on) if not differences else ""
        outcome = "changed" if differences else "kept" if note else "unchanged"
    else:
        membership = enter_member(
            consortium=consortium,
            member=member,
            role=fact.role,
            membership_class=fact.membership_class,
            joins_on=fact.joins_on,
            leaves_on=fact.leaves_on,
            authority=fact.authority,
            authority_on=fact.authority_on,
            by=run.by,
            at=run.at,
        )
        outcome, differences = "created", _facts_of(membership)
    name = f"{member} in {consortium}"
    return RowEffect(outcome, fact.place, name, differences, changes_between(before, snapshot_of(rows.all())), note)


def _corrected(membership: Membership, fact: MembershipFact, run: ImportRun) -> list[Difference]:
    """The dates that the row states and the membership lacks or has differently; a blank one changes nothing."""
    old = {"joins_on": membership.joins_on, "leaves_on": membership.leaves_on}
    new = {"joins_on": fact.joins_on or membership.joins_on, "leaves_on": fact.leaves_on or membership.leaves_on}
    if new == old:
        return []
    words = fact.authority or f"From the State’s file {fact.file}."
    correct_dates(
        membership=membership,
        joins_on=new["joins_on"],
        leaves_on=new["leaves_on"],
        words=words,
        by=run.by,
        at=run.at,
    )
    return [(field, old[field], new[field]) for field in old if old[field] != new[field]]


def _facts_of(membership: Membership) -> list[Difference]:
    facts: list[Difference] = [
        ("membership_class", "", str(membership.get_membership_class_display())),
        ("role", "", str(membership.get_role_display())),
        ("joins_on", "", membership.joins_on),
        ("leaves_on", "", membership.leaves_on),
        ("authority", "", membership.authority),
        ("authority_on", "", membership.authority_on),
    ]
    return [fact for fact in facts if fact[2]]


def _entered(fact: ConsortiumFact, run: ImportRun) -> RowEffect:
    values, state = fact.values, fact.state or run.state
    if not state:
        raise Unready("Enter the state of the consortium in the column “state.”")
    agent = district_with_id(values["fiscal_agent"]) if values["fiscal_agent"] else None
    lead = district_with_id(fact.lead) if fact.lead else None
    consortium = enter_consortium(
        name=fact.name,
        state=state,
        slug=fact.slug,
        contact={field: values[field] for field in ("about", *CONTACT)},
        legal_form=values["legal_form"] or LegalForm.UNKNOWN,
        legal_form_from=fact.legal_form_from,
        formed_on=_day(values["formed_on"]),
        former_names=fact.former_names,
        counties_served=codes_in(values["counties_served"]),
        purposes=fact.purposes,
        fiscal_agent=agent,
        lead=lead,
        lead_authority=fact.lead_authority,
        override_reason=fact.not_a_duplicate_because,
        by=run.by,
        at=run.at,
    )
    stated = [(field, "", _in_words(field, text_of(consortium, field))) for field in CONSORTIUM if values.get(field)]
    differences: list[Difference] = [
        *stated,
        *(("former_names", "", f"{former.name} (until {former.replaced_on})") for former in fact.former_names),
        *(("purpose", "", _purpose_in_words(entry)) for entry in fact.purposes),
        *([("lead", "", str(lead))] if lead else []),
    ]
    return RowEffect(
        "created", consortium.slug, consortium.name, differences, changes_between({}, _snapshot(consortium))
    )


def _changed(known: Consortium, fact: ConsortiumFact, run: ImportRun) -> tuple[list[Difference], str]:
    """The facts of the record that the row changed, and what it could not change."""
    _check_state_and_names(known, fact)
    if fact.values["fiscal_agent"]:
        district_with_id(fact.values["fiscal_agent"])
    before = {field: text_of(known, field) for field in CONSORTIUM}
    wanted = {field: text for field, text in _stated(fact).items() if text and text != before[field]}
    may_edit = editable_facts(run.by, known, run.on)
    kept = [CONSORTIUM[field].label for field in wanted if field not in may_edit]
    renamed = next((former for former in fact.former_names if former.name.casefold() == known.name.casefold()), None)
    days = {"name": renamed.replaced_on if renamed else None, "legal_form": fact.legal_form_from}
    differences: list[Difference] = []
    for fields in (("name",), ("legal_form",), tuple(field for field in CONSORTIUM if field not in DATED[:2])):
        values = {field: wanted[field] for field in fields if field in wanted and field in may_edit}
        if values:
            change_facts(
                consortium=known,
                values=values,
                seen={field: before[field] for field in values},
                holds_from=days.get(fields[0]),
                authority=renamed.authority if renamed and fields == ("name",) else "",
                by=run.by,
                at=run.at,
            )
        differences += [(field, _in_words(field, before[field]), _in_words(field, values[field])) for field in values]
    known.refresh_from_db()
    differences += _taken_up(known, fact, run) + _led(known, fact, run)
    day = fact.legal_form_from
    is_dated = day is None or known.changes.filter(field="legal_form", holds_from=day).exists()
    return differences, note_on_kept_facts(str(known), kept, is_form_dated=is_dated)


def _taken_up(known: Consortium, fact: ConsortiumFact, run: ImportRun) -> list[Difference]:
    """Purposes of the row that are not on record; those on record that it does not name stay."""
    rows = list(known.purposes.all())
    differences: list[Difference] = []
    for entry in fact.purposes:
        own = [row for row in rows if row.purpose == entry.purpose]
        is_known = any(row.starts_on == entry.starts_on for row in own)
        if is_known or (entry.starts_on is None and any(row.ends_on is None for row in own)):
            continue
        start_purpose(consortium=known, **entry._asdict(), by=run.by, at=run.at)
        differences.append(("purpose", "", _purpose_in_words(entry)))
    return differences


def _led(known: Consortium, fact: ConsortiumFact, run: ImportRun) -> list[Difference]:
    """The lead of the row, if none is on record. Raises Unready where another district leads."""
    if not fact.lead:
        return []
    lead = district_with_id(fact.lead)
    leads = [row.member for row in Membership.objects.in_force(run.on).leading().filter(consortium=known)]
    if lead in leads:
        return []
    if leads:
        raise Unready(*problems_with_other_lead(str(known), str(leads[0]), str(lead)))
    enter_member(
        consortium=known,
        member=lead,
        role=MemberRole.LEAD,
        joins_on=known.formed_on,
        authority=fact.lead_authority,
        by=run.by,
        at=run.at,
    )
    return [("lead", "", str(lead))]


def _check_state_and_names(known: Consortium, fact: ConsortiumFact) -> None:
    """Refuse a file that moves a consortium to another state, or names former names that are not on record."""
    if fact.state and fact.state != known.state:
        raise Unready(f"{known} is on record in {known.state}, and a file can’t move it to {fact.state}.")
    held = {known.name, *known.changes.names_before().values_list("old", flat=True)}
    if new := [former.name for former in fact.former_names if former.name not in held]:
        raise Unready(
            f"“{new[0]}” is not a former name of {known} on record. A file adds former names only together with a new "
            "consortium."
        )


def _known(fact: ConsortiumFact, run: ImportRun) -> Consortium | None:
    """The consortium on record that the row is about; None if it is new."""
    state = fact.state or run.state
    if run.state and state != run.state:
        raise Unready(
            f"This row is for {state}, and this import is for {run.state} only. Upload the file again and choose "
            "“All states in the files.”"
        )
    if fact.slug:
        return _consortium_called(fact.slug)
    return Consortium.objects.in_state(state).filter(name__iexact=fact.name).first()


def _consortium_called(slug: str) -> Consortium | None:
    """The consortium with that slug. Raises Unready for a former one."""
    alias = ConsortiumAlias.objects.filter(slug=slug).select_related("consortium").first()
    if alias:
        raise Unready(f"“{slug}” is a former slug. {alias.consortium} now has the slug “{alias.consortium.slug}.”")
    return Consortium.objects.filter(slug=slug).first()


def _stated(fact: ConsortiumFact) -> dict[str, str]:
    """The facts of the record as the registry writes them."""
    values = with_web_address({**fact.values, "name": fact.name})
    return values | {"counties_served": ", ".join(codes_in(values["counties_served"]))}


def _lock_consortia(facts: Sequence[ConsortiumFact], run: ImportRun) -> None:
    states = {fact.state or run.state for fact in facts}
    rows = Consortium.objects.filter(Q(state__in=states) | Q(slug__in=[fact.slug for fact in facts if fact.slug]))
    _lock_in_order(rows)
    lock_places([key for fact in facts for key in (fact.lead, fact.values["fiscal_agent"]) if key])


def _lock_members(facts: Sequence[MembershipFact], _: ImportRun) -> None:
    _lock_in_order(Consortium.objects.filter(slug__in={fact.slug for fact in facts}))
    lock_places([fact.place for fact in facts])


def _lock_in_order(consortia: QuerySet[Consortium]) -> None:
    list(consortia.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))


def _snapshot(consortium: Consortium) -> Snapshot:
    return snapshot_of(
        Consortium.objects.filter(pk=consortium.pk), consortium.purposes.all(), consortium.memberships.all()
    )


def _purpose_in_words(entry: PurposeEntry) -> str:
    return ", ".join(str(part) for part in (Purpose(entry.purpose).label, entry.starts_on, entry.authority) if part)


def _in_words(field: str, text: str) -> str:
    return str(LegalForm(text).label) if field == "legal_form" and text else text


def _day(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


CONSORTIUM_ROWS = carried_out_by_row(
    "consortia", "consortia.recorded", carry_out_consortium, tables=TABLES, lock=_lock_consortia
)
MEMBERSHIP_ROWS = carried_out_by_row(
    "memberships", "memberships.recorded", carry_out_membership, tables=TABLES, lock=_lock_members
)
