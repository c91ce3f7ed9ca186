"""Entering consortia, memberships, and contracts into the registry."""

import datetime
from collections.abc import Collection, Mapping, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from accounts.refusals import Unready
from audit import log
from consortia.actions.periods import keep_version
from consortia.models import Consortium, ConsortiumAlias, ConsortiumPurpose, Membership
from consortia.permissions import check_can_register_consortium, check_can_register_membership
from consortia.rules import contradictions, problems_with_texts
from consortia.rules.membership_dates import JoiningMember, problems_with_joining_day
from consortia.states import NEVER_BEGAN, LegalForm, MemberRole, MembershipClass, MembershipStatus, Purpose, Side
from districts.actions.history import touch_registry
from districts.models import District, School
from districts.permissions import Actor, is_registrar
from districts.rules.registering import problems_with_period

# Slugs that other pages below /consortia/ use.
RESERVED = {"propose", "changes", "members", "new"}


@transaction.atomic
def register_consortium(
    *,
    name: str,
    state: str,
    legal_form: str | None = None,
    purposes: Collection[str] = (),
    fiscal_agent: District | None = None,
    formed_on: datetime.date | None = None,
    about: str = "",
    contact: Mapping[str, str] | None = None,
    counties_served: Sequence[str] = (),
    slug: str = "",
    is_sample: bool = False,
    by: Actor,
    at: datetime.datetime,
) -> Consortium:
    """The consortium of that name in that state; None means unknown.

    One that is already registered is returned, with unknown facts filled in and new purposes added. Raises Unready
    where a known fact differs. Of a new one: `contact` holds the contact role, phone, office email, and website, and
    `slug` is the last part of its address, made from its name if blank.
    """
    check_can_register_consortium(by, timezone.localdate(at))
    name = " ".join(name.split())
    problems = problems_with_texts(("name of the consortium", name, 250), is_needed=True)
    problems += [f"“{purpose}” is not a purpose in the list." for purpose in purposes if purpose not in Purpose.values]
    if legal_form and legal_form not in LegalForm.values:
        problems.append(f"“{legal_form}” is not a legal form in the list.")
    if problems:
        raise Unready(*problems)
    values = {
        "legal_form": legal_form if legal_form != LegalForm.UNKNOWN else None,
        "fiscal_agent": fiscal_agent,
        "formed_on": formed_on,
    }
    consortium = (
        Consortium.objects.select_for_update(of=("self",))
        .select_related("fiscal_agent")
        .filter(state=state, name=name)
        .first()
    )
    if consortium is None:
        consortium = Consortium.objects.create(
            slug=slug or free_slug(name, state),
            name=name,
            state=state,
            legal_form=legal_form or LegalForm.UNKNOWN,
            fiscal_agent=fiscal_agent,
            formed_on=formed_on,
            about=about,
            counties_served=list(counties_served),
            is_sample=is_sample,
            asked_since=timezone.localdate(at),
            **(contact or {}),
        )
        changed = ["new"]
    else:
        changed = _fill_in(consortium, **values)
    known = set(consortium.purposes.filter(ends_on=None).values_list("purpose", flat=True))
    added = sorted(set(purposes) - known)
    ConsortiumPurpose.objects.bulk_create(ConsortiumPurpose(consortium=consortium, purpose=one) for one in added)
    if changed or added:
        touch_registry()
        log.record(
            "consortium.registered",
            consortium,
            by=by,
            at=at,
            changed=changed,
            purposes=added,
            fiscal_agent=fiscal_agent.leaid if fiscal_agent else None,
        )
    return consortium


@transaction.atomic
def register_membership(
    *,
    consortium: Consortium,
    district: District | None = None,
    school: School | None = None,
    role: str = MemberRole.MEMBER,
    joins_on: datetime.date | None = None,
    leaves_on: datetime.date | None = None,
    membership_class: str = MembershipClass.PARTICIPATING,
    authority: str = "",
    authority_on: datetime.date | None = None,
    status: str = "",
    keeps_open_membership: bool = False,
    by: Actor,
    at: datetime.datetime,
) -> Membership:
    """A district or school as a member between two dates; None means unknown.

    What a registrar enters is on record; what anyone else enters is pending until the other party accepts it.
    The same membership is returned, not stored twice. Raises Unready where an open membership differs. With
    `keeps_open_membership`, for application files, that membership is returned unchanged instead, and a member that
    had closed by then is accepted as the file says.
    """
    consortium = Consortium.objects.select_for_update().get(pk=consortium.pk)
    member = district or school
    if member is None or (district and school):
        raise Unready("Choose a district or a school as the member.")
    is_state = is_registrar(by, timezone.localdate(at))
    status = status or (MembershipStatus.RECORDED if is_state else MembershipStatus.CLAIMED)
    check_can_register_membership(by, consortium, member, status, timezone.localdate(at))
    problems = problems_with_period(starts_on=joins_on, ends_on=leaves_on)
    if problems := problems + problems_with_texts(("authority", authority, 300)):
        raise Unready(*problems)
    memberships = Membership.objects.filter(consortium=consortium, district=district, school=school)
    memberships = memberships.exclude(status__in=NEVER_BEGAN)
    if same := memberships.filter(joins_on=joins_on, leaves_on=leaves_on, role=role).first():
        return same
    # What an application file says of a closed member is a finding to be judged, never an error.
    if not keeps_open_membership and (problems := problems_with_joining_day(_as_member(member), joins_on)):
        raise Unready(*problems)
    if leaves_on is None and (membership := memberships.filter(leaves_on=None).first()):
        if keeps_open_membership:
            return membership
        known = {"role": membership.role, "joins_on": membership.joins_on}
        if problems := contradictions(str(member), known, {"role": role, "joins_on": joins_on}):
            raise Unready(*problems)
        if joins_on is None:
            return membership
        membership.joins_on = joins_on
        membership.save(update_fields=["joins_on"])
    else:
        membership = Membership.objects.create(
            consortium=consortium,
            district=district,
            school=school,
            role=role,
            joins_on=joins_on,
            leaves_on=leaves_on,
            membership_class=membership_class,
            authority=authority,
            authority_on=authority_on,
            status=status,
            claimed_by=Side.STATE if is_state else Side.MEMBER,
            claimed_at=at,
        )
    keep_version(membership, by=by, at=at)
    log.record(
        "membership.registered",
        membership,
        by=by,
        at=at,
        consortium=consortium.slug,
        member=district.leaid if district else school.ncessch if school else None,
        role=role,
        joins_on=joins_on,
        leaves_on=leaves_on,
        status=membership.status,
    )
    return membership


def _as_member(member: District | School) -> JoiningMember:
    return JoiningMember(
        member.name, member.status, member.closed_on, member.successor.name if member.successor else ""
    )


def _fill_in(consortium: Consortium, **values: object) -> list[str]:
    legal_form = consortium.legal_form
    known = {
        "legal_form": legal_form if legal_form != LegalForm.UNKNOWN else None,
        "fiscal_agent": consortium.fiscal_agent,
        "formed_on": consortium.formed_on,
    }
    if problems := contradictions(consortium.name, known, values):
        raise Unready(*problems)
    changed = [field for field, value in values.items() if value and not known[field]]
    for field in changed:
        setattr(consortium, field, values[field])
    if changed:
        consortium.save(update_fields=changed)
    return changed


def is_slug_taken(slug: str) -> bool:
    """Whether another page, a consortium, or a former address of one has this slug."""
    aliases = ConsortiumAlias.objects.filter(slug=slug)
    return slug in RESERVED or Consortium.objects.filter(slug=slug).exists() or aliases.exists()


def slug_of_proposal(name: str) -> str:
    """A slug with a number, whether or not the name is taken: a missing number would tell of hidden proposals."""
    wanted = slugify(name)[:100].strip("-") or "consortium"
    newest = Consortium.objects.order_by("-pk").values_list("pk", flat=True).first()
    return f"{wanted}-{(newest or 0) + 1}"


def free_slug(name: str, state: str) -> str:
    """A slug for a consortium of this name that no other consortium has."""
    wanted = slugify(name)[:100].strip("-") or "consortium"
    wanted_in_state = f"{wanted}-{state.lower()}"
    taken = set(Consortium.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    numbered = (f"{wanted_in_state}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (wanted, wanted_in_state, *numbered) if slug not in taken | RESERVED)
