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
from grants.actions.competition import complete_competition, open_competition
from grants.actions.people import name_person
from grants.actions.plan import (
    ActivityWords,
    BudgetWords,
    CommitmentWords,
    add_partner,
    save_activity,
    save_budget_lines,
    save_commitments,
)
from grants.actions.signatures import open_signing, sign_application, signable_packet
from grants.actions.writing import add_text, save_answer
from grants.imports.case_file import Case, Member, case_of
from grants.models import Activity, Application, Competition, Participant, Partner
from grants.states import GiftKind, Status
from purchasing.actions.contracts import register_contract
from purchasing.models import Contract

Note = Callable[[str], None]
# As other sources write them.
GIFTS = {"licence": GiftKind.LICENSE, "licences": GiftKind.LICENSE, "course_seats": GiftKind.SEATS}


def load_case(
    data: dict[str, Any],
    *,
    by: Actor,
    at: datetime.datetime,
    note: Note = lambda words: None,
    rechecks_neighbours: bool = True,
) -> Application:
    """The submitted application that the data describe, sealed at the closing time of its round.

    The same data again change nothing. `note` is told what could not be kept. Raises Unready, with nothing loaded,
    for data of the wrong shape and for data that contradict a stored round, district, consortium or application.
    """
    case = case_of(data)
    with transaction.atomic():
        stored = _stored(case)
        if stored is not None:
            return stored
        return _Loading(case, by=by, at=at, note=note).load(rechecks_neighbours=rechecks_neighbours)


def _stored(case: Case) -> Application | None:
    """What this file was loaded as. Raises Unready where the round has another application of the consortium."""
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
        f"{application.reference}: {application.consortium} has an application in this round already, and this file "
        "says something else."
    )


class _Loading:
    """One file on its way in: what was made so far, by the names that the file uses."""

    def __init__(self, case: Case, *, by: Actor, at: datetime.datetime, note: Note) -> None:
        self.case, self.by, self.at, self.note = case, by, at, note
        # A round whose closing time nobody knows is sealed at the time of loading.
        self.sealed_at = case.competition.closes_at or at
        self.districts: dict[str, District] = {}
        self.participants: dict[str, Participant] = {}
        self.activities: dict[str | None, Activity] = {}
        self.contracts: dict[str, Contract] = {}

    def load(self, *, rechecks_neighbours: bool) -> Application:
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
        submit_application(
            application=self.application, is_from_file=True, rechecks_neighbours=rechecks_neighbours, by=self.lead,
            at=self.sealed_at,
        )  # fmt: skip
        return note_file(
            application=self.application, digest=self.case.digest(), sources=self.case.sources or [], by=self.by,
            at=self.at,
        )  # fmt: skip

    @property
    def _pen(self) -> dict[str, Any]:
        """Who writes the application, and when."""
        return {"by": self.lead, "at": self.sealed_at}

    @property
    def _register(self) -> dict[str, Any]:
        """Who writes to the register, and when."""
        return {"by": self.by, "at": self.at}

    def _competition(self) -> Competition:
        said = self.case.competition
        ceilings = said.ceilings
        rules: dict[str, Any] = {
            "opens_at": said.opens_at,
            "closes_at": said.closes_at,
            "project_starts_on": said.project_starts_on,
            "project_ends_on": said.project_ends_on,
            "ceiling_single": ceilings.single if ceilings else None,
            "ceiling_consortium": ceilings.consortium if ceilings else None,
        }
        stored = Competition.objects.filter(name=_plain(said.name)).first()
        if stored is None:
            return open_competition(name=said.name, **rules, **self._register)
        stored = complete_competition(competition=stored, **rules, **self._register)
        if said.closes_at is None:
            self.sealed_at = stored.closes_at or self.at
        return stored

    def _districts(self) -> None:
        said = self.case.districts or []
        year = school_year_of(timezone.localdate(self.sealed_at))
        for place, row in enumerate(said):
            if row.leaid is None:
                self.note(f"districts[{place}]: has no LEAID, so it is not kept.")
                continue
            register_district(
                leaid=row.leaid, name=row.name, state=self.case.consortium.state, kind=row.kind,
                county_fips=row.county_fips, enrollment=row.enrollment, school_year=year, closed_on=row.closed_on,
                **self._register,
            )  # fmt: skip
        named = {m.leaid for m in self.case.members} | {d.leaid for d in said} | {d.service_agency for d in said}
        named.add(self.case.consortium.fiscal_agent)
        self.districts = {d.leaid: d for d in District.objects.filter(leaid__in=named - {None})}
        for place, row in enumerate(said):
            if row.leaid and row.service_agency:
                self._component(place, row.leaid, row.service_agency)

    def _component(self, place: int, leaid: str, agency: str) -> None:
        if agency not in self.districts:
            self.note(f"districts[{place}].service_agency: {agency} is in no registry, so it is not kept.")
        elif self.districts[agency].kind == DistrictKind.UNKNOWN:
            self.note(f"districts[{place}].service_agency: the kind of {agency} is not known, so it is not kept.")
        else:
            register_component(agency=self.districts[agency], district=self.districts[leaid], **self._register)

    def _consortium(self) -> Consortium:
        said = self.case.consortium
        if said.fiscal_agent and said.fiscal_agent not in self.districts:
            self.note(f"consortium.fiscal_agent: {said.fiscal_agent} is in no registry, so it is not kept.")
        consortium = register_consortium(
            name=said.name, state=said.state, legal_form=said.legal_form, purposes=said.purposes or [],
            fiscal_agent=self.districts.get(said.fiscal_agent or ""), formed_on=said.formed_on, **self._register,
        )  # fmt: skip
        for place, row in enumerate(self.case.contracts or [], start=1):
            number = (row.number or "").strip()
            contract = register_contract(
                consortium=consortium, number=number or f"unnumbered-{place}", title=row.title or "",
                supplier=row.supplier or "", starts_on=row.starts_on, ends_on=row.ends_on, **self._register,
            )  # fmt: skip
            self.contracts[number] = contract
        return consortium

    def _lead(self) -> User:
        said = next(m for m in self.case.members if m.role == "lead")
        name = f"Lead of {said.name or said.leaid or self.case.consortium.name} (from the application file)"
        return self._person(name, said.leaid, said.leaid or "unregistered")

    def _person(self, name: str, leaid: str | None, place: str, title: str = "") -> User:
        days = [timezone.localdate(self.sealed_at)]
        days += [timezone.localdate(s.signed_at) for s in self.case.signatures or [] if s.signed_at]
        return name_person(
            name=name, place=place, district=self.districts.get(leaid or ""), title=title,
            days=(min(days), max(days)), **self._register,
        )  # fmt: skip

    def _participants(self, consortium: Consortium) -> None:
        for said in sorted(self.case.members, key=lambda m: m.role != "lead"):
            district = self.districts.get(said.leaid or "")
            membership = None
            if district is not None:
                membership = register_membership(
                    consortium=consortium, district=district, role=said.role, joins_on=said.joined_on,
                    keeps_open_line=True, **self._register,
                )  # fmt: skip
            participant = add_participant(
                application=self.application, name=said.name or self._name_without(said), district=district,
                leaid=said.leaid, role=said.role, joined_on=said.joined_on, membership=membership, **self._pen,
            )  # fmt: skip
            self.participants[said.leaid or participant.key] = participant

    def _name_without(self, said: Member) -> str:
        return "" if said.leaid else f"Member {self.case.members.index(said) + 1} (without a name)"

    def _narrative(self) -> None:
        answers = {answer.element: answer for answer in self.application.answers.all()}
        for said in self.case.narrative or []:
            heading, text = said.heading or "", said.text or ""
            answer = answers.pop(said.element, None)  # a second text to the same element stands beside the first
            if answer is None:
                add_text(application=self.application, element=said.element, heading=heading, text=text, **self._pen)
            else:
                save_answer(answer=answer, heading=heading, text=text, **self._pen)

    def _partners(self) -> None:
        for place, said in enumerate(self.case.partners or []):
            if said.name and said.name.strip():
                kind = said.kind or Partner.Kind.OTHER
                add_partner(application=self.application, name=said.name, kind=kind, **self._pen)
            else:
                self.note(f"partners[{place}]: has no name, so it is not kept.")

    def _activities(self) -> None:
        for place, said in enumerate(self.case.activities or []):
            contract = self.contracts.get(said.contract.strip()) if said.contract else None
            if said.contract and contract is None:
                raise Unready(f"activities[{place}].contract: {said.contract} is not among the contracts.")
            kind = _word(said.kind)
            if kind and kind not in Activity.Kind.values:
                self.note(f"activities[{place}].kind: {said.kind} is no kind that is kept apart; it is kept as other.")
                kind = Activity.Kind.OTHER
            words = ActivityWords(
                title=said.title or "", kind=kind, starts_on=said.starts_on, ends_on=said.ends_on,
                owner=self.participants.get(said.owner or ""), contract=contract,
            )  # fmt: skip
            key = said.key if said.key and re.fullmatch(r"[-a-zA-Z0-9_]+", said.key) else ""
            activity = save_activity(application=self.application, words=words, key=key, **self._pen)
            if said.key:
                self.activities[said.key] = activity

    def _commitments(self) -> None:
        rows: dict[str | None, list[CommitmentWords]] = {}
        for place, said in enumerate(self.case.commitments or []):
            if said.leaid is None:
                self.note(f"commitments[{place}]: names no member, so it is not kept.")
                continue
            gives, gains = said.gives, said.gains
            kind = _word(gives.kind) if gives else ""
            kind = GIFTS.get(kind, kind)
            if kind and kind not in GiftKind.values:
                self.note(
                    f"commitments[{place}].gives.kind: {kind} is no kind that is kept apart; it is kept as other."
                )
                kind = GiftKind.OTHER
            words = CommitmentWords(
                participant=self.participants[said.leaid],
                gives_kind=kind,
                gives_text=(gives and gives.text) or "",
                gives_amount=gives.amount if gives else None,
                gains_text=(gains and gains.text) or "",
                gains_students=gains.students if gains else None,
                gains_grades=(gains and gains.grades) or "",
            )
            rows.setdefault(said.activity or None, []).append(words)
        for key, said_of_it in rows.items():
            save_commitments(
                activity=self.activities.get(key) or self._unnamed_activity(), rows=said_of_it, **self._pen
            )

    def _unnamed_activity(self) -> Activity:
        """What commitments belong to whose activity the file does not say."""
        return save_activity(application=self.application, words=ActivityWords(title=""), **self._pen)

    def _budget(self) -> None:
        lines = []
        for said in self.case.budget or []:
            payer, payee = self._participant_called(said.payer), self._participant_called(said.payee)
            beneficiaries = said.benefits if isinstance(said.benefits, list) else []
            lines.append(
                BudgetWords(
                    line=said.line or "",
                    amount=said.amount,
                    source=said.source or "",
                    payer=payer,
                    payer_name="" if payer else said.payer or "",
                    payee=payee,
                    payee_name="" if payee else said.payee or "",
                    benefits_all=said.benefits == "all",
                    beneficiaries=[self.participants[leaid] for leaid in dict.fromkeys(beneficiaries)],
                    activity=self.activities.get(said.activity) if said.activity else None,
                )
            )
        if lines:
            save_budget_lines(application=self.application, lines=lines, **self._pen)

    def _participant_called(self, said: str | None) -> Participant | None:
        """The participant of that LEAID or, since some members have none, of that very name."""
        if not said or not said.strip():
            return None
        if said.strip() in self.participants:
            return self.participants[said.strip()]
        named = [p for p in self.participants.values() if p.name.casefold() == _plain(said).casefold()]
        return named[0] if len(named) == 1 else None

    def _signatures(self) -> None:
        if self.case.signatures is None:
            return
        opened_at = min([self.sealed_at, *(said.signed_at for said in self.case.signatures if said.signed_at)])
        open_signing(application=self.application, by=self.lead, at=opened_at)
        packet = signable_packet(self.application)
        for place, said in enumerate(self.case.signatures):
            if said.leaid is None:
                self.note(f"signatures[{place}]: names no member, so it is not kept.")
                continue
            participant = self.participants[said.leaid]
            name = said.by or f"Signer for {participant.name} (from the application file)"
            sign_application(
                participant=participant, name=said.by or "", title=said.title or "", board_on=said.board_on,
                signed_at=said.signed_at, is_from_file=True, packet=packet, at=self.sealed_at,
                by=self._person(name, said.leaid, said.leaid, said.title or ""),
            )  # fmt: skip


def _plain(name: str) -> str:
    return " ".join(name.split())


def _word(kind: str | None) -> str:
    return re.sub(r"[\s-]+", "_", (kind or "").strip().lower())
