"""What consortia know of a district or a consortium that is in the register twice. Parts of a guided step."""

from typing import Any

from django.db import models

from consortia.actions.endings import MEMBERSHIPS, change_line
from consortia.models import (
    RUNS,
    Consortium,
    ConsortiumAlias,
    ConsortiumLink,
    ConsortiumPurpose,
    Contract,
    Introduction,
    IntroductionStatus,
    MemberRole,
    Membership,
    Service,
    ServiceYear,
    Wish,
)
from consortia.states import CONSORTIUM_STEPS, NEVER, STEPS
from districts.actions.doubles import move, overlapping
from districts.actions.ledger import Ledger
from districts.actions.mergers import OTHER, RECORD
from districts.models import District


def move_what_district_has(*, ledger: Ledger, district: District, kept: District) -> None:
    """Lines, wishes, introductions and services of the entry that is set aside, with the kept one."""
    for line in Membership.objects.select_related("consortium").filter(district=district).order_by("pk"):
        _move_line(ledger, line, who=line.consortium, district=kept)
    wishes = Wish.objects.filter(district=district, withdrawn_at=None)
    stated = set(Wish.objects.filter(district=kept, withdrawn_at=None).values_list("kind", "topic"))
    to = {"district": kept}
    move(ledger, wishes, "needs and offers", to, has_double=lambda one: (one.kind, one.topic) in stated)
    asked = Introduction.objects.filter(models.Q(district=district) | models.Q(to_district=district))
    between = asked.filter(district__in=(district, kept), to_district__in=(district, kept))
    for one in between.filter(status=IntroductionStatus.ASKED):
        ledger.tell(OTHER, "Introductions", "One was asked between the two entries: withdrawn.")
        ledger.change(one, status=IntroductionStatus.WITHDRAWN)
    others = asked.exclude(pk__in=between.values("pk"))
    move(ledger, others.filter(district=district), "introductions that it asked for", to)
    move(ledger, others.filter(to_district=district), "introductions that others asked for", {"to_district": kept})
    ordered = set(ServiceYear.objects.filter(district=kept).values_list("service", "school_year"))
    years = ServiceYear.objects.filter(district=district)
    move(ledger, years, "services", to, has_double=lambda one: (one.service_id, one.school_year) in ordered)
    move(
        ledger,
        Consortium.objects.filter(fiscal_agent=district),
        "consortia that it is fiscal agent of",
        {"fiscal_agent": kept},
    )


def set_consortium_entry_aside(*, ledger: Ledger, consortium: Consortium, kept: Consortium, reason: str) -> None:
    """The entry marked as one that was there twice, and its lines, contracts, purposes and links with the kept one."""
    words = f"Set aside: the entry that is kept is {kept}. Its address leads there, and its history stays."
    ledger.tell(RECORD, consortium, words, consortium.get_absolute_url())
    for line in Membership.objects.select_related("district", "school").filter(consortium=consortium).order_by("pk"):
        _move_line(ledger, line, who=line.member, consortium=kept)
    to = {"consortium": kept}
    numbers = set(kept.contracts.values_list("number", flat=True))
    move(
        ledger,
        Contract.objects.filter(consortium=consortium),
        "shared contracts",
        to,
        has_double=lambda one: one.number in numbers,
    )
    held = set(kept.purposes.filter(ends_on=None).values_list("purpose", flat=True))
    purposes = ConsortiumPurpose.objects.filter(consortium=consortium)
    move(ledger, purposes, "purposes", to, has_double=lambda one: one.ends_on is None and one.purpose in held)
    services = set(kept.services.values_list("number", flat=True))
    move(
        ledger,
        Service.objects.filter(consortium=consortium),
        "services",
        to,
        has_double=lambda one: one.number in services,
    )
    for side, other in (("earlier", "later"), ("later", "earlier")):
        links = ConsortiumLink.objects.filter(**{side: consortium})
        move(ledger, links, "links with other consortia", {side: kept}, has_double=_has_link(kept, side, other))
    move(ledger, Introduction.objects.filter(to_consortium=consortium), "introductions", {"to_consortium": kept})
    move(ledger, ConsortiumAlias.objects.filter(consortium=consortium), "earlier addresses", to)
    ledger.change(
        consortium,
        status=CONSORTIUM_STEPS["set_aside"][1],
        successor=kept,
        decision_reason=reason,
        decided_at=ledger.at,
    )
    ledger.create(ConsortiumAlias(slug=consortium.slug, consortium=kept))


def _has_link(kept: Consortium, side: str, other: str) -> Any:
    def has_double(one: ConsortiumLink) -> bool:
        end = getattr(one, f"{other}_id")
        same = ConsortiumLink.objects.filter(**{side: kept, f"{other}_id": end, "kind": one.kind})
        return end == kept.pk or same.exists()

    return has_double


def _move_line(ledger: Ledger, line: Membership, *, who: Any, **place: Any) -> None:
    """The line with the kept entry; where that has one of the same days, this one is withdrawn with a step."""
    key = {"consortium": line.consortium, "district": line.district, "school": line.school} | place
    if line.status in NEVER:
        change_line(ledger, line, "correct", ledger.source, **place)
        return
    theirs = Membership.objects.filter(**key).exclude(status__in=NEVER)
    if double := theirs.filter(overlapping(line, "joins_on", "leaves_on")).first():
        words = "The kept entry has this line already: this one is withdrawn."
        if line.role in RUNS and double.role not in RUNS:
            words += f" It named {line.get_role_display().lower()}, the kept one does not: correct that by hand."
        ledger.tell(MEMBERSHIPS, who, words, who.get_absolute_url())
        change_line(ledger, line, "withdraw", f"Doubles another line. {ledger.source}", status=STEPS["set_aside"][1])
        return
    values, words = dict(place), "The line is the kept entry's, with its days, class and status."
    kept = place.get("consortium")
    if kept is not None and line.role == MemberRole.LEAD and _has_lead(kept, line):
        values["role"] = MemberRole.MEMBER
        words = f"The line is the kept entry's; as a member, because {kept} has a lead."
    ledger.tell(MEMBERSHIPS, who, words, who.get_absolute_url())
    change_line(ledger, line, "correct", ledger.source, **values)


def _has_lead(kept: Consortium, line: Membership) -> bool:
    leads = kept.memberships.filter(role=MemberRole.LEAD).exclude(status__in=NEVER)
    return leads.filter(overlapping(line, "joins_on", "leaves_on")).exists()
