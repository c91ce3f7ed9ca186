"""Rules about what the registry and the other applications in the round say about the members."""

from collections.abc import Iterator, Sequence

from grants.rules.collaboration.findings.phrasing import (
    MEMBER_LIST,
    count_of,
    date_in_words,
    is_before,
    row_anchor,
    short_text,
)
from grants.rules.collaboration.findings.rule import (
    FindingKind,
    FindingRule,
    FindingSubject,
    Observation,
    Place,
    RuleGroup,
)
from grants.rules.collaboration.parsed_plan import ParsedPlan
from grants.rules.collaboration.snapshot import SERVICE_AGENCY, OtherApplication


def _members_of_other_applications(plan: ParsedPlan) -> Iterator[Observation]:
    for participant in plan.snapshot.participants:
        others = [
            o for o in plan.snapshot.other_applications if participant.leaid and participant.leaid in o.participants
        ]
        if others:
            sentence, labels = _also_in(participant.name, others), "; ".join(o.label for o in others[:4] if o.label)
            yield Observation(
                participant.key,
                participant.name,
                sentence,
                (
                    Place(MEMBER_LIST, participant.name, row_anchor(participant)),
                    Place(
                        "Other applications for this round",
                        labels or "Not named while the round is open",
                        f"application:{others[0].reference}" if labels else "",
                    ),
                ),
            )


def _also_in(name: str, others: Sequence[OtherApplication]) -> str:
    """Which other applications the member is in. Applicants learn only that there is one."""
    sentence = f"{short_text(name)} is also in another application for this round"
    if not others[0].label:
        return f"{sentence}."
    also = others[0].label if len(others) == 1 else f"{others[0].label} and {len(others) - 1} more"
    return f"{sentence}: {short_text(also)}."


def _agency_without_component_district(plan: ParsedPlan) -> Iterator[Observation]:
    lead = plan.snapshot.lead
    if lead is None or lead.leaid is None or lead.kind != SERVICE_AGENCY:
        return
    if any(lead.leaid in p.service_agencies for p in plan.snapshot.participants if p is not lead):
        return
    name = short_text(lead.name)
    if lead.leaid in plan.snapshot.agencies_with_components:
        sentence = f"{name} leads, but no member is recorded as its component district."
        registry = "has component districts, but none is a member"
    else:
        sentence = (
            f"{name} leads, but no member is recorded as its component district. The registry lists no component "
            "districts at all for this agency."
        )
        registry = "no component districts listed"
    members = count_of(len(plan.snapshot.participants), "member")
    yield Observation(
        lead.key,
        lead.name,
        sentence,
        (
            Place(MEMBER_LIST, f"{name}, lead of {members}", row_anchor(lead)),
            Place("Registry", f"{name}: {registry}", f"registry:{lead.leaid}"),
        ),
    )


def _closed_or_unknown_members(plan: ParsedPlan) -> Iterator[Observation]:
    project_end = plan.snapshot.project_ends_on
    for participant in plan.snapshot.participants:
        name = short_text(participant.name)
        if participant.in_registry is False:
            sentence, registry = f"{name} isn’t in the registry.", "Not found"
        elif project_end and participant.closed_on and participant.closed_on < project_end:
            closing, end = date_in_words(participant.closed_on), date_in_words(project_end)
            sentence = f"The closing date of {name}, {closing}, is before the project ends on {end}."
            registry = f"Closing date: {closing}. The project ends on {end}"
        else:
            continue
        yield Observation(
            participant.key,
            participant.name,
            sentence,
            (
                Place(MEMBER_LIST, participant.name, row_anchor(participant)),
                Place("Registry", registry, f"registry:{participant.key}"),
            ),
        )


def _memberships_that_end_early(plan: ParsedPlan) -> Iterator[Observation]:
    project_end = plan.snapshot.project_ends_on
    for participant in plan.snapshot.participants:
        leaves = participant.leaves_on
        if project_end and leaves and leaves < project_end:
            name, last, end = short_text(participant.name), date_in_words(leaves), date_in_words(project_end)
            yield Observation(
                participant.key,
                participant.name,
                f"The membership of {name} ends on {last}, before the project ends on {end}.",
                (
                    Place("Membership", f"{name}: ends on {last}", row_anchor(participant)),
                    Place("Project", f"The project ends on {end}", "competition"),
                ),
            )


def _members_added_after_signing(plan: ParsedPlan) -> Iterator[Observation]:
    if not plan.snapshot.signing_opened:
        return
    latest = {s.participant: s for s in plan.snapshot.signatures if s.signed_at}
    for participant in plan.snapshot.participants:
        added = participant.added_at
        before = [s for key, s in latest.items() if key != participant.key and is_before(s.signed_at, added)]
        if added is None or not before:
            continue
        name, day = short_text(participant.name), date_in_words(added.date())
        yield Observation(
            participant.key,
            participant.name,
            f"{name} was added on {day}, after {count_of(len(before), 'other member')} had signed.",
            (
                Place(MEMBER_LIST, f"{name}, added on {day}", row_anchor(participant)),
                Place("Signatures", f"{count_of(len(before), 'signature')} before {name} was added", "list"),
            ),
        )


IN_TWO_APPLICATIONS = FindingRule(
    name="in-two-applications",
    version=2,
    group=RuleGroup.MEMBERS,
    kind=FindingKind.NOTICE,
    subject=FindingSubject.MEMBER,
    title="Members in more than one application",
    reason="The member is also in another application for the same round.",
    found_when="A member is on the member list of another application for the same round.",
    compares=("the member list", "the round’s other applications"),
    row_word="in another application",
    compares_applications=True,
    find=_members_of_other_applications,
)
AGENCY_WITHOUT_CLIENT = FindingRule(
    name="agency-without-client",
    version=3,
    group=RuleGroup.MEMBERS,
    kind=FindingKind.CONTRADICTION,
    subject=FindingSubject.MEMBER,
    title="Service agency leads without a component district",
    reason="A service agency leads on behalf of its component districts, but none is recorded as a member.",
    found_when=(
        "The lead is a service agency, and the registry records no member as its component district. If it records "
        "none for the agency at all, the finding says so."
    ),
    compares=("the member list", "the registry"),
    row_word="no component district",
    find=_agency_without_component_district,
)
MEMBER_CLOSED = FindingRule(
    name="member-closed",
    version=2,
    group=RuleGroup.MEMBERS,
    kind=FindingKind.CONTRADICTION,
    subject=FindingSubject.MEMBER,
    title="Members that are closing or not in the registry",
    reason="The member isn’t in the registry, or it closes before the project ends.",
    found_when="A member isn’t in the registry, or its closing date in the registry is before the project’s end date.",
    compares=("the member list", "the registry"),
    row_word="closing or not in the registry",
    find=_closed_or_unknown_members,
)
MEMBERSHIP_ENDED = FindingRule(
    name="membership-ended",
    version=1,
    group=RuleGroup.MEMBERS,
    kind=FindingKind.CONTRADICTION,
    subject=FindingSubject.MEMBER,
    title="Memberships that end before the project",
    reason="The member’s membership in the consortium ends before the project does.",
    found_when="The end date of a member’s membership is before the project’s end date.",
    compares=("the membership’s end date", "the project’s end date"),
    row_word="membership ends early",
    find=_memberships_that_end_early,
)
ADDED_AFTER_SIGNING = FindingRule(
    name="added-after-signing",
    version=1,
    group=RuleGroup.MEMBERS,
    kind=FindingKind.NOTICE,
    subject=FindingSubject.MEMBER,
    title="Members added after others signed",
    reason="The member joined the application after other members had signed, so they didn’t see it on the list.",
    found_when="A member was added to the draft after another member’s latest signature.",
    compares=("the date the member was added", "the signatures"),
    cannot_see="It knows when members were added and signed here, not what they agreed on elsewhere.",
    row_word="added after signing",
    find=_members_added_after_signing,
)
