"""The registrar enters consortia and members by hand, from a charter, an agreement, or a letter."""

import datetime
from collections.abc import Mapping, Sequence
from operator import attrgetter

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from consortia.actions.facts import (
    REGISTRAR,
    check_name_is_free,
    problems_with_district,
    problems_with_served_counties,
    record_change,
    start_purpose,
    with_web_address,
)
from consortia.actions.memberships.steps import check_days, check_words, take_step
from consortia.actions.proposals import find_likenesses
from consortia.actions.register import is_slug_taken, register_consortium, register_membership
from consortia.models import Consortium, Membership
from consortia.permissions import check_can_register_consortium, check_is_registrar
from consortia.rules.record_changes import (
    FormerName,
    PurposeEntry,
    problems_with_contact,
    problems_with_effective_date,
    problems_with_formation,
    problems_with_former_names,
    problems_with_home,
    problems_with_pending,
    problems_with_slug,
)
from consortia.states import (
    EXTENDABLE_CONSORTIA,
    IN_FORCE,
    PENDING,
    LegalForm,
    MemberRole,
    MembershipClass,
    MembershipStatus,
    Side,
)
from districts.actions.history import touch_registry
from districts.models import District, School
from districts.rules.places import STATE_NAMES

CONTACT = ("contact_role", "phone", "office_email", "website")


@transaction.atomic
def enter_consortium(
    *,
    name: str,
    state: str,
    slug: str = "",
    contact: Mapping[str, str],
    legal_form: str = LegalForm.UNKNOWN,
    legal_form_from: datetime.date | None = None,
    formed_on: datetime.date | None = None,
    former_names: Sequence[FormerName] = (),
    counties_served: Sequence[str] = (),
    purposes: Sequence[PurposeEntry] = (),
    fiscal_agent: District | None = None,
    lead: District | None = None,
    lead_authority: str = "",
    override_reason: str = "",
    by: User,
    at: datetime.datetime,
) -> Consortium:
    """A consortium on record, entered by the State, with its purposes, its fiscal agent, and its lead as a member.

    `contact` has the description (about), the contact role, the office phone, the office email, and the website.
    `legal_form_from`: the date since when it has had its legal form. Raises Refused, or Unready where it resembles
    another consortium and no reason is given why it is different.
    """
    on = timezone.localdate(at)
    check_can_register_consortium(by, on)
    touch_registry()  # locks: the second of two registrars sees what the first has entered
    name = " ".join(name.split())
    contact = with_web_address({field: text.strip() for field, text in contact.items()})
    problems = problems_with_contact(contact) + problems_with_formation(name, formed_on, on)
    problems += problems_with_former_names(name, former_names, formed_on=formed_on, on=on)
    problems += problems_with_effective_date(name, holds_from=legal_form_from, formed_on=formed_on, on=on)
    problems += problems_with_served_counties(counties_served)
    problems += problems_with_slug(slug, is_taken=is_slug_taken(slug)) if slug else []
    if state not in STATE_NAMES:
        problems.append("Choose a state from the list.")
    if fiscal_agent:
        problems += problems_with_district(fiscal_agent)
    if problems:
        raise Unready(*problems)
    check_name_is_free(name, state)
    reason = check_words(override_reason, what="reason", is_needed=False)
    likenesses = find_likenesses(name=name, state=state, lead=lead, members=(), by=by, on=on)
    if likenesses and not reason:
        raise Unready(*(f"{other} is already in the registry. {' '.join(why)}" for other, why in likenesses))
    consortium = register_consortium(
        name=name,
        slug=slug,
        counties_served=counties_served,
        state=state,
        legal_form=legal_form,
        fiscal_agent=fiscal_agent,
        formed_on=formed_on,
        about=contact.get("about", ""),
        contact={field: contact.get(field, "") for field in CONTACT},
        by=by,
        at=at,
    )
    others = ", ".join(str(other) for other, _ in likenesses)
    why = f"Different from {others}: {reason}" if likenesses else ""
    _record_names(consortium, former_names, why, by=by, at=at)
    if legal_form_from and legal_form != LegalForm.UNKNOWN:
        record_change(consortium, "legal_form", "", legal_form, legal_form_from, "", source=REGISTRAR, by=by, at=at)
    for entry in purposes:
        start_purpose(consortium=consortium, **entry._asdict(), by=by, at=at)
    if lead:
        enter_member(
            consortium=consortium,
            member=lead,
            role=MemberRole.LEAD,
            joins_on=formed_on,
            authority=lead_authority,
            by=by,
            at=at,
        )
    return consortium


def _record_names(
    consortium: Consortium, former: Sequence[FormerName], why: str, *, by: User, at: datetime.datetime
) -> None:
    """Its names in the history, the oldest first, each from the date on which it replaced the one before."""
    before, since, authority = "", None, why
    for earlier in sorted(former, key=attrgetter("replaced_on")):
        record_change(consortium, "name", before, earlier.name, since, authority, source=REGISTRAR, by=by, at=at)
        before, since, authority = earlier.name, earlier.replaced_on, earlier.authority
    record_change(consortium, "name", before, consortium.name, since, authority, source=REGISTRAR, by=by, at=at)


@transaction.atomic
def enter_member(
    *,
    consortium: Consortium,
    member: District | School,
    role: str = MemberRole.MEMBER,
    membership_class: str = MembershipClass.PARTICIPATING,
    joins_on: datetime.date | None = None,
    leaves_on: datetime.date | None = None,
    authority: str = "",
    authority_on: datetime.date | None = None,
    by: User,
    at: datetime.datetime,
) -> Membership:
    """The membership of a district or school, on record, entered by the State; unknown dates are None.

    The same membership is returned, not stored twice. Raises Refused, or Unready: it is already a member then, an
    invitation or a request is pending, it was closed, or it is in another state and no authority is given.
    """
    consortium = Consortium.objects.select_for_update().get(pk=consortium.pk)
    on = timezone.localdate(at)
    check_is_registrar(by, on)
    if consortium.status not in EXTENDABLE_CONSORTIA:
        status = consortium.get_status_display().lower()
        raise Unready(f"{consortium} is {status}. Members can be added to registered consortia.")
    if role not in MemberRole.values or membership_class not in MembershipClass.values:
        raise Unready("Choose a role and a member type.")
    draft = Membership(
        consortium=consortium,
        district=member if isinstance(member, District) else None,
        school=member if isinstance(member, School) else None,
    )
    rows = Membership.objects.filter(consortium=consortium, district=draft.district, school=draft.school)
    if known := rows.filter(
        status__in=IN_FORCE, role=role, membership_class=membership_class, joins_on=joins_on, leaves_on=leaves_on
    ).first():
        return known
    if pending := rows.filter(status__in=PENDING).first():
        raise Unready(*problems_with_pending(str(member), is_invited=pending.claimed_by == Side.CONSORTIUM))
    check_days(draft, joins_on=joins_on, leaves_on=leaves_on, on=on)
    if problems := problems_with_home(
        str(member),
        STATE_NAMES.get(member.state, member.state),
        consortium=str(consortium),
        consortium_state=STATE_NAMES.get(consortium.state, consortium.state),
        authority=authority,
    ):
        raise Unready(*problems)
    membership = register_membership(
        consortium=consortium,
        district=draft.district,
        school=draft.school,
        role=role,
        membership_class=membership_class,
        joins_on=joins_on,
        leaves_on=leaves_on,
        authority=authority.strip(),
        authority_on=authority_on,
        status=MembershipStatus.RECORDED,
        by=by,
        at=at,
    )
    take_step(membership, "register", side=Side.STATE, by=by, at=at)
    return membership
