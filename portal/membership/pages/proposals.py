"""The pages of a proposed consortium: its form, the check before sending, and the proposal itself."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone

from accounts.dates import moment_in_words, short_day
from consortia.actions.proposals import ProposedFacts
from consortia.models import Consortium, Membership
from consortia.rules.invitations import last_day_to_answer
from consortia.rules.status_labels import short_status
from consortia.states import CLOSED_PROPOSALS, CONSORTIUM_STEPS, ConsortiumStatus, LegalForm, Purpose
from districts.models import District, School
from portal.components.likenesses import LikenessRow, consortium_status, likeness_rows
from portal.components.trails import Trail

EDIT_BUTTONS = {
    ConsortiumStatus.PROPOSED: "Edit proposal",
    ConsortiumStatus.REFUSED: "Correct and resubmit",
    ConsortiumStatus.WITHDRAWN: "Correct and resubmit",
}


@dataclass(frozen=True)
class ProposalFormPage:
    """The words of the form of a proposal and of the check before it is sent."""

    title: str
    intro: str
    send_button: str
    cancel: str
    trail: Trail
    # Those already invited or accepted, with their status.
    invited: Sequence[str] = ()


class ProposalFact(NamedTuple):
    """One fact of a proposal that is about to be sent."""

    label: str
    value: str


class ProposedMember(NamedTuple):
    """A member of a proposed consortium."""

    membership: Membership
    role: str
    start: str
    status: str


@dataclass(frozen=True)
class ProposalPage:
    """A proposed consortium with its facts, its members, and the registrar's decision."""

    status: str
    next_step: str
    decision: str
    proposed: str
    purposes: str
    formed: str
    members: list[ProposedMember]
    likenesses: list[LikenessRow]
    may_decide: bool
    # Why this registrar does not decide, and who does; otherwise empty.
    no_decision: str
    may_refuse: bool
    # The button that leads to the form for changing it; empty where the reader can't.
    edit_button: str
    may_withdraw: bool


def new_proposal_page() -> ProposalFormPage:
    """The form for a new proposal."""
    return ProposalFormPage(
        title="Propose a consortium",
        intro="The registrar reviews your proposal and adds the consortium to the registry. You can check everything "
        "before you submit it.",
        send_button="Submit proposal",
        cancel=reverse("my:dashboard"),
        trail=[("Consortia", reverse("registry:consortium_list")), ("Propose a consortium", None)],
    )


def changed_proposal_page(consortium: Consortium, memberships: Iterable[Membership]) -> ProposalFormPage:
    """The form for changing a proposal, or for correcting one that was not approved or was withdrawn."""
    address = reverse("membership:consortium_proposal", args=[consortium.slug])
    title = EDIT_BUTTONS[ConsortiumStatus(consortium.status)]
    is_open = consortium.status == ConsortiumStatus.PROPOSED
    intro = "The registrar has not decided yet." if is_open else _decision(consortium)
    return ProposalFormPage(
        title=f"{title}: {consortium}",
        intro=f"{intro} You can check your changes before you send them.".strip(),
        send_button="Save changes" if is_open else "Resubmit proposal",
        cancel=address,
        trail=[("Consortia", reverse("registry:consortium_list")), (consortium.name, address), (title, None)],
        invited=[f"{membership.member}: {short_status(membership).lower()}" for membership in memberships],
    )


def facts_to_check(facts: ProposedFacts, lead: District) -> list[ProposalFact]:
    """The facts that the proposer checks before sending."""
    return [
        ProposalFact("Name", facts.name),
        ProposalFact("Lead district", str(lead)),
        ProposalFact("Purposes", ", ".join(str(Purpose(purpose).label) for purpose in facts.purposes)),
        ProposalFact("Legal form", str(LegalForm(facts.legal_form).label)),
        ProposalFact("Date formed", short_day(facts.formed_on) if facts.formed_on else "Not stated"),
        ProposalFact("Description", facts.about or "Not stated"),
    ]


def consequences(
    invites: Sequence[District | School], consortium: Consortium | None, *, invited: int, on: datetime.date
) -> list[str]:
    """What happens once the proposal is sent, in the order in which it happens. `invited`: those invited before."""
    is_open = consortium is not None and consortium.status == ConsortiumStatus.PROPOSED
    words = ["Nothing is sent until you select the button below."]
    if invites:
        who = "1 district or school" if len(invites) == 1 else f"{len(invites)} districts and schools"
        words.append(
            f"We’ll email the {who} listed here right away. Each can accept or decline. An unanswered "
            f"invitation expires after {short_day(last_day_to_answer(on))}."
        )
    elif not invited:
        words.append("No one is invited yet. You can invite districts and schools later.")
    if invited:
        who = "1 district or school" if invited == 1 else f"{invited} districts and schools"
        what = "what changed" if is_open else "that you submitted the proposal again"
        words.append(f"We’ll email the {who} you already invited to say {what}.")
    words.append(
        "The registrar sees your changes and decides."
        if is_open
        else "The registrar decides. We’ll email you the decision."
    )
    words.append(
        "Until the registrar approves the consortium, the public can’t see it. Only your district, those you invite, "
        "and state officials can."
    )
    words.append(
        "After approval, its page is public. Invitations without an answer are shown as pending on that page and on "
        "the page of each district or school that you invited."
    )
    return words


def proposal_page(
    consortium: Consortium,
    memberships: Iterable[Membership],
    purposes: Sequence[str],
    *,
    likenesses: Iterable[tuple[Consortium, Sequence[str]]],
    is_registrar: bool,
    no_decision: str,
    may_edit: bool,
) -> ProposalPage:
    """The page of a proposed consortium as this reader sees it."""
    is_proposed = consortium.status == ConsortiumStatus.PROPOSED
    is_open = is_registrar and consortium.status in CONSORTIUM_STEPS["register"][0]
    return ProposalPage(
        status=consortium_status(consortium),
        next_step=_next_step(consortium, may_edit=may_edit),
        decision=_decision(consortium),
        proposed=_proposed(consortium),
        purposes=", ".join(purposes),
        formed=short_day(consortium.formed_on) if consortium.formed_on else "not known",
        members=[
            ProposedMember(
                membership,
                membership.get_role_display(),
                short_day(membership.joins_on) if membership.joins_on else "not known",
                short_status(membership),
            )
            for membership in memberships
        ],
        likenesses=likeness_rows(likenesses),
        may_decide=is_open and not no_decision,
        no_decision=no_decision if is_open else "",
        may_refuse=is_proposed,
        edit_button=EDIT_BUTTONS.get(ConsortiumStatus(consortium.status), "") if may_edit else "",
        may_withdraw=may_edit and consortium.status in CONSORTIUM_STEPS["withdraw"][0],
    )


def _next_step(consortium: Consortium, *, may_edit: bool) -> str:
    if consortium.status == ConsortiumStatus.PROPOSED:
        return "The registrar needs to approve it or explain why not."
    if may_edit and consortium.status in CLOSED_PROPOSALS:
        return "You can correct it and submit it again."
    return ""


def _decision(consortium: Consortium) -> str:
    if not consortium.decision_reason:
        return ""
    on = f" on {short_day(timezone.localdate(consortium.decided_at))}" if consortium.decided_at else ""
    return f"The registrar wrote{on}: {consortium.decision_reason}"


def _proposed(consortium: Consortium) -> str:
    """When and by whom; the person's name is shown only until the consortium is registered."""
    if consortium.proposed_by is None:
        return "entered by the State"
    day = short_day(timezone.localdate(consortium.proposed_at))
    if consortium.status == ConsortiumStatus.REGISTERED:
        return day
    changed = f"; changed {moment_in_words(consortium.revised_at)}" if consortium.revised_at else ""
    return f"{day} by {consortium.proposed_by.name}{changed}"
