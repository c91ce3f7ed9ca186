"""Loading an application from a file, through the same actions that people use."""

import datetime
import re
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from consortia.actions import register_consortium, register_membership
from consortia.models import Consortium
from districts.actions import register_component, register_district
from districts.models import District
from districts.permissions import Actor
from districts.rules.places import school_year_of
from districts.states import DistrictKind
from grants.actions.application import add_participant, note_file, start_application, submit_application
from grants.actions.commitments import CommitmentWords, record_commitments
from grants.actions.competition import complete_competition, open_competition
from grants.actions.people import name_person
from grants.actions.plan import (
    ActivityWords,
    BudgetWords,
    add_partner,
    save_activity,
    save_budget_lines,
)
from grants.actions.signatures import open_signing, sign_application, signable_packet
from grants.actions.writing import add_text, save_answer
from grants.imports.case_file import Case, CaseMember, case_of
from grants.models import Activity, Application, Competition, Participant, Partner
from grants.states import GiftKind, Status
from purchasing.actions.contracts import register_contract
from purchasing.models import Contract

Note = Callable[[str], None]
# Kinds of contributions as other sources spell them.
GIFTS = {"licence": GiftKind.LICENSE, "licences": GiftKind.LICENSE, "course_seats": GiftKind.SEATS}


def load_case(
    data: dict[str, Any],
    *,
    by: Actor,
    at: datetime.datetime,
    note: Note = lambda words: None,
) -> Application:
    """Load the application that the data describe, submitted at the closing time of its round.

    Loading the same data again changes nothing. `note` is called with whatever could not be stored. Raises Unready,
    with nothing loaded, for data of the wrong shape and for data that contradict a stored round, district,
    consortium, or application.
    """
    case = case_of(data)
    with transaction.atomic():
        stored = _stored(case)
        if stored is not None:
            return stored
        return _Loading(case, by=by, at=at, note=note).load()


def _stored(case: Case) -> Application | None:
    """The application loaded from this file, or None. Raises Unready if the consortium has another one in the round."""
    application = (
        Application.objects.filter(
            competition__name=_plain(case.competition.name),
            consortium__name=_plain(case.consortium.name),
            consortium__state=case.consortium.state,
        )
        .exclude(status=Status.WITHDRAWN)
        .first()
    )
    if application is None or application.file_digest == case.digest():
        return application
    raise Unready(
        f"{application.reference}: {application.consortium} already has an application in this round, which differs "
        "from this file."
    )


class _Loading:
    """One file being loaded: the records made so far, by the names that the file uses."""

    def __init__(self, case: Case, *, by: Actor, at: datetime.datetime, note: Note) -> None:
        self.case, self.by, self.at, self.note = case, by, at, note
        # If the closing time of the round is unknown, the application is submitted at the time of loading.
        self.sealed_at = case.competition.closes_at or at
        self.districts: dict[str, District] = {}
        self.participants: dict[str, Participant] = {}
        self.activities: dict[str | None, Activity] = {}
        self.contracts: dict[str, Contract] = {}

    def load(self) -> Application:
        competition = self._competition()
        self._districts()
        consortium = self._consortium()
        self.lead = self._lead()
        self.application = start_application(
            competition=competition, consortium=consortium, members=[], is_from_file=True, by=self.lead,
            at=self.sealed_at,
        )  # fmt: skip
        self._participants(consortium)
        self._narrative()
        self._partners()
        self._activities()
        self._commitments()
        self._budget()
        self._signatures()
        submit_application(application=self.application, is_from_file=True, by=self.lead, at=self.sealed_at)
        return note_file(
            application=self.application, digest=self.case.digest(), sources=self.case.sources or [], by=self.by,
            at=self.at,
        )  # fmt: skip

    @property
    def _pen(self) -> dict[str, Any]:
        """Who writes the application, and when."""
        return {"by": self.lead, "at": self.sealed_at}

    @property
    def _registry(self) -> dict[str, Any]:
        """Who writes to the registry, and when."""
        return {"by": self.by, "at": self.at}

    def _competition(self) -> Competition:
        source = self.case.competition
        ceilings = source.ceilings
        rules: dict[str, Any] = {
            "opens_at": source.opens_at,
            "closes_at": source.closes_at,
            "project_starts_on": source.project_starts_on,
            "project_ends_on": source.project_ends_on,
            "ceiling_single": ceilings.single if ceilings else None,
            "ceiling_consortium": ceilings.consortium if ceilings else None,
        }
        stored = Competition.objects.filter(name=_plain(source.name)).first()
        if stored is None:
            return open_competition(name=source.name, **rules, **self._registry)
        stored = complete_competition(competition=stored, **rules, **self._registry)
        if source.closes_at is None:
            self.sealed_at = stored.closes_at or self.at
        return stored

    def _districts(self) -> None:
        rows = self.case.districts or []
        year = school_year_of(timezone.localdate(self.sealed_at))
        for place, row in enumerate(rows):
            if row.leaid is None:
                self.note(f"districts[{place}]: has no LEAID, so it isn’t stored.")
                continue
            register_district(
                leaid=row.leaid, name=row.name, state=self.case.consortium.state, kind=row.kind,
                county_fips=row.county_fips, enrollment=row.enrollment, school_year=year, closed_on=row.closed_on,
                **self._registry,
            )  # fmt: skip
        named = {m.leaid for m in self.case.members} | {d.leaid for d in rows} | {d.service_agency for d in rows}
        named.add(self.case.consortium.fiscal_agent)
        self.districts = {d.leaid: d for d in District.objects.filter(leaid__in=named - {None})}
        for place, row in enumerate(rows):
            if row.leaid and row.service_agency:
                self._component(place, row.leaid, row.service_agency)

    def _component(self, place: int, leaid: str, agency: str) -> None:
        if agency not in self.districts:
            self.note(f"districts[{place}].service_agency: {agency} isn’t in the registry, so it isn’t stored.")
        elif self.districts[agency].kind == DistrictKind.UNKNOWN:
            self.note(f"districts[{place}].service_agency: the kind of {agency} is unknown, so it isn’t stored.")
        else:
            register_component(agency=self.districts[agency], district=self.districts[leaid], **self._registry)

    def _consortium(self) -> Consortium:
        source = self.case.consortium
        if source.fiscal_agent and source.fiscal_agent not in self.districts:
            self.note(f"consortium.fiscal_agent: {source.fiscal_agent} isn’t in the registry, so it isn’t stored.")
        consortium = register_consortium(
            name=source.name, state=source.state, legal_form=source.legal_form, purposes=source.purposes or [],
            fiscal_agent=self.districts.get(source.fiscal_agent or ""), formed_on=source.formed_on, **self._registry,
        )  # fmt: skip
        for place, row in enumerate(self.case.contracts or [], start=1):
            number = (row.number or "").strip()
            contract = register_contract(
                consortium=consortium, number=number or f"unnumbered-{place}", title=row.title or "",
                supplier=row.supplier or "", starts_on=row.starts_on, ends_on=row.ends_on, **self._registry,
            )  # fmt: skip
            self.contracts[number] = contract
        return consortium

    def _lead(self) -> User:
        lead = next(m for m in self.case.members if m.role == "lead")
        name = f"Lead of {lead.name or lead.leaid or self.case.consortium.name} (from the application file)"
        return self._person(name, lead.leaid, lead.leaid or "unregistered")

    def _person(self, name: str, leaid: str | None, place: str, title: str = "") -> User:
        days = [timezone.localdate(self.sealed_at)]
        days += [timezone.localdate(s.signed_at) for s in self.case.signatures or [] if s.signed_at]
        return name_person(
            name=name, place=place, district=self.districts.get(leaid or ""), title=title,
            days=(min(days), max(days)), **self._registry,
        )  # fmt: skip

    def _participants(self, consortium: Consortium) -> None:
        for row in sorted(self.case.members, key=lambda m: m.role != "lead"):
            district = self.districts.get(row.leaid or "")
            membership = None
            if district is not None:
                membership = register_membership(
                    consortium=consortium, district=district, role=row.role, joins_on=row.joined_on,
                    keeps_open_membership=True, **self._registry,
                )  # fmt: skip
            participant = add_participant(
                application=self.application, name=row.name or self._name_without(row), district=district,
                leaid=row.leaid, role=row.role, joined_on=row.joined_on, membership=membership, **self._pen,
            )  # fmt: skip
            self.participants[row.leaid or participant.key] = participant

    def _name_without(self, member: CaseMember) -> str:
        return "" if member.leaid else f"Member {self.case.members.index(member) + 1} (without a name)"

    def _narrative(self) -> None:
        answers = {answer.element: answer for answer in self.application.answers.all()}
        for row in self.case.narrative or []:
            heading, text = row.heading or "", row.text or ""
            answer = answers.pop(row.element, None)  # a second text for the same element is added after the first
            if answer is None:
                add_text(application=self.application, element=row.element, heading=heading, text=text, **self._pen)
            else:
                save_answer(answer=answer, heading=heading, text=text, **self._pen)

    def _partners(self) -> None:
        for place, row in enumerate(self.case.partners or []):
            if row.name and row.name.strip():
                kind = row.kind or Partner.Kind.OTHER
                add_partner(application=self.application, name=row.name, kind=kind, **self._pen)
            else:
                self.note(f"partners[{place}]: has no name, so it isn’t stored.")

    def _activities(self) -> None:
        for place, row in enumerate(self.case.activities or []):
            contract = self.contracts.get(row.contract.strip()) if row.contract else None
            if row.contract and contract is None:
                raise Unready(f"activities[{place}].contract: {row.contract} isn’t among the contracts.")
            kind = _word(row.kind)
            if kind and kind not in Activity.Kind.values:
                self.note(f"activities[{place}].kind: {row.kind} isn’t a known kind, so it is stored as other.")
                kind = Activity.Kind.OTHER
            words = ActivityWords(
                title=row.title or "", kind=kind, starts_on=row.starts_on, ends_on=row.ends_on,
                owner=self.participants.get(row.owner or ""), contract=contract,
            )  # fmt: skip
            key = row.key if row.key and re.fullmatch(r"[-a-zA-Z0-9_]+", row.key) else ""
            activity = save_activity(application=self.application, words=words, key=key, **self._pen)
            if row.key:
                self.activities[row.key] = activity

    def _commitments(self) -> None:
        rows: dict[str | None, list[CommitmentWords]] = {}
        for place, row in enumerate(self.case.commitments or []):
            if row.leaid is None:
                self.note(f"commitments[{place}]: names no member, so it isn’t stored.")
                continue
            gives, gains = row.gives, row.gains
            kind = _word(gives.kind) if gives else ""
            kind = GIFTS.get(kind, kind)
            if kind and kind not in GiftKind.values:
                self.note(f"commitments[{place}].gives.kind: {kind} isn’t a known kind, so it is stored as other.")
                kind = GiftKind.OTHER
            words = CommitmentWords(
                participant=self.participants[row.leaid],
                gives_kind=kind,
                gives_text=(gives and gives.text) or "",
                gives_amount=gives.amount if gives else None,
                gains_text=(gains and gains.text) or "",
                gains_students=gains.students if gains else None,
                gains_grades=(gains and gains.grades) or "",
            )
            rows.setdefault(row.activity or None, []).append(words)
        for key, commitments in rows.items():
            record_commitments(
                activity=self.activities.get(key) or self._unnamed_activity(), rows=commitments, **self._pen
            )

    def _unnamed_activity(self) -> Activity:
        """A new activity for commitments whose activity the file doesn't state."""
        return save_activity(application=self.application, words=ActivityWords(title=""), **self._pen)

    def _budget(self) -> None:
        lines = []
        for row in self.case.budget or []:
            payer, payee = self._participant_called(row.payer), self._participant_called(row.payee)
            beneficiaries = row.benefits if isinstance(row.benefits, list) else []
            lines.append(
                BudgetWords(
                    line=row.line or "",
                    amount=row.amount,
                    source=row.source or "",
                    payer=payer,
                    payer_name="" if payer else row.payer or "",
                    payee=payee,
                    payee_name="" if payee else row.payee or "",
                    benefits_all=row.benefits == "all",
                    beneficiaries=[self.participants[leaid] for leaid in dict.fromkeys(beneficiaries)],
                    activity=self.activities.get(row.activity) if row.activity else None,
                    category=row.category or "",
                    year=row.year,
                )
            )
        if lines:
            save_budget_lines(application=self.application, lines=lines, **self._pen)

    def _participant_called(self, name: str | None) -> Participant | None:
        """The participant with that LEAID or, since some members have none, with exactly that name."""
        if not name or not name.strip():
            return None
        if name.strip() in self.participants:
            return self.participants[name.strip()]
        named = [p for p in self.participants.values() if p.name.casefold() == _plain(name).casefold()]
        return named[0] if len(named) == 1 else None

    def _signatures(self) -> None:
        if self.case.signatures is None:
            return
        opened_at = min([self.sealed_at, *(row.signed_at for row in self.case.signatures if row.signed_at)])
        open_signing(application=self.application, by=self.lead, at=opened_at)
        packet = signable_packet(self.application)
        for place, row in enumerate(self.case.signatures):
            if row.leaid is None:
                self.note(f"signatures[{place}]: names no member, so it isn’t stored.")
                continue
            participant = self.participants[row.leaid]
            name = row.by or f"Signer for {participant.name} (from the application file)"
            sign_application(
                participant=participant, name=row.by or "", title=row.title or "", board_on=row.board_on,
                signed_at=row.signed_at, is_from_file=True, packet=packet, at=self.sealed_at,
                by=self._person(name, row.leaid, row.leaid, row.title or ""),
            )  # fmt: skip


def _plain(name: str) -> str:
    return " ".join(name.split())


def _word(kind: str | None) -> str:
    return re.sub(r"[\s-]+", "_", (kind or "").strip().lower())
