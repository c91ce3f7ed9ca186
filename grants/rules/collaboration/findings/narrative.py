"""Rules about what the narrative says that the member list or the plan contradicts."""

from collections.abc import Iterator

from grants.rules.collaboration.findings.phrasing import MEMBER_LIST, count_of, join_names, short_text
from grants.rules.collaboration.findings.rule import (
    FindingKind,
    FindingRule,
    FindingSubject,
    Observation,
    Place,
    RuleGroup,
)
from grants.rules.collaboration.member_counts import MemberCount, member_counts_in
from grants.rules.collaboration.mentions import AMBIGUOUS, OUTSIDER, Mention
from grants.rules.collaboration.parsed_plan import ParsedPlan
from grants.rules.collaboration.section_text import SectionText
from grants.rules.collaboration.snapshot import PlanParticipant
from grants.rules.collaboration.universal_claims import UniversalClaim, universal_claims_in


def _nonmembers_named(plan: ParsedPlan) -> Iterator[Observation]:
    names = plan.snapshot.agencies.full
    first_mentions = {m.subjects: m for m in reversed(plan.mentions) if m.kind in (OUTSIDER, AMBIGUOUS)}
    for mention in reversed(first_mentions.values()):
        if mention.kind == OUTSIDER:
            name = names.get(mention.subject, mention.text)
            yield Observation(
                mention.subject,
                name,
                f"The narrative names {short_text(name)}, which isn’t on the member list.",
                (
                    _place_of_mention(plan, mention),
                    Place("Registry", f"{name} ({mention.subject})", f"registry:{mention.subject}"),
                ),
            )
        else:
            agencies = [f"{names.get(leaid, mention.text)} ({leaid})" for leaid in mention.subjects]
            yield Observation(
                f"name:{mention.subject.casefold()}",
                mention.text,
                f"Which agency does the narrative mean by “{short_text(mention.text)}”? {len(agencies)} agencies in "
                "the state have that name, and none of them is on the member list.",
                (
                    _place_of_mention(plan, mention),
                    Place("Registry", join_names(agencies), f"registry:{mention.subjects[0]}"),
                ),
            )


def _counts_that_differ(plan: ParsedPlan) -> Iterator[Observation]:
    participants = plan.snapshot.participants
    if not participants:
        return
    for number, section in enumerate(plan.sections):
        counts = member_counts_in(section.tokens)
        in_names = _words_in_names(plan, number) if counts else set()
        for count in counts:
            if not in_names.intersection(range(count.first, count.last)) and _differs(count, participants):
                names = join_names((p.name for p in participants), most=12)
                yield Observation(
                    str(count.number),
                    f"{count.number:,} {count.noun}",
                    f"The narrative says “{short_text(_text_of_words(section, count.first, count.last))}”; the member "
                    f"list has {_list_size(participants, count.noun)}.",
                    (
                        _place_of_words(section, count.first, count.last),
                        Place(MEMBER_LIST, f"{count_of(len(participants), 'member')}: {names}", "list"),
                    ),
                )


def _claims_about_all_members(plan: ParsedPlan) -> Iterator[Observation]:
    activities = plan.snapshot.activity_by_key
    for number, section in enumerate(plan.sections):
        titles = [m for m in plan.mentions_in_section(number) if any(key in activities for key in m.subjects)]
        claims = universal_claims_in(section.tokens) if titles else []
        in_names = _words_in_names(plan, number) if claims else set()
        claims_by_sentence: dict[int, list[UniversalClaim]] = {}
        for claim in claims:
            if not in_names.intersection(range(claim.first, claim.last)):
                claims_by_sentence.setdefault(section.tokens.sentence_of[claim.first], []).append(claim)
        for title in titles:
            for claim in claims_by_sentence.get(section.tokens.sentence_of[title.first_word], ()):
                for activity in title.subjects:
                    yield from _claim_without_commitments(plan, section, title, claim, activity)


def _claim_without_commitments(
    plan: ParsedPlan, section: SectionText, title: Mention, claim: UniversalClaim, activity_key: str
) -> Iterator[Observation]:
    activity = plan.snapshot.activity_by_key.get(activity_key)
    committed = plan.participants_by_activity.get(activity_key, set())
    claimed = [p for p in plan.snapshot.participants if claim.noun != "district" or _is_district(p)]
    missing = [p for p in claimed if p.key not in committed]
    if activity is None or not missing:
        return
    have = f"{len(claimed) - len(missing)} of {len(claimed)}"
    first, last = min(claim.first, title.first_word), max(claim.last, title.last_word)
    yield Observation(
        activity.key,
        activity.title,
        f"The narrative says “{short_text(_text_of_words(section, claim.first, claim.last))}” about "
        f"{short_text(activity.title)}, but only {have} have a commitment in it. Missing: "
        f"{join_names(p.name for p in missing)}.",
        (
            _place_of_words(section, first, last),
            Place(
                "Activity",
                f"{short_text(activity.title)}: commitments from {have}. Missing: "
                f"{join_names((p.name for p in missing), most=8)}",
                f"activity:{activity.key}",
            ),
        ),
    )


def _differs(count: MemberCount, participants: tuple[PlanParticipant, ...]) -> bool:
    """Whether the count is larger than the list or, if it counts the whole consortium, any other number.

    A count of districts may leave out service agencies, and schools.
    """
    if count.number > len(participants):
        return True
    if not count.is_total:
        return False
    sizes = {len(participants)}
    if count.noun == "districts":
        sizes.add(sum(1 for p in participants if not p.is_service_agency))
        sizes.add(sum(1 for p in participants if _is_district(p)))
    return count.number not in sizes


def _is_district(participant: PlanParticipant) -> bool:
    return not participant.is_service_agency and not participant.is_school


def _list_size(participants: tuple[PlanParticipant, ...], noun: str) -> str:
    agencies = sum(1 for p in participants if p.is_service_agency)
    size = count_of(len(participants), "member")
    if noun != "districts" or not agencies:
        return size
    return f"{size}, including {count_of(agencies, 'service agency', 'service agencies')}"


def _words_in_names(plan: ParsedPlan, section: int) -> set[int]:
    """The word positions that belong to names, whose words are no counts or claims."""
    return {place for m in plan.mentions_in_section(section) for place in range(m.first_word, m.last_word)}


def _text_of_words(section: SectionText, first: int, last: int) -> str:
    return section.tokens.text[section.tokens.starts[first] : section.tokens.ends[last - 1]]


def _place_of_words(section: SectionText, first: int, last: int) -> Place:
    start, end = section.tokens.starts[first], section.tokens.ends[last - 1]
    paragraph, _start, _end = section.locate(start, end)
    return Place(section.section.label, section.quote(start, end), f"paragraph:{paragraph}")


def _place_of_mention(plan: ParsedPlan, mention: Mention) -> Place:
    return _place_of_words(plan.sections[mention.section], mention.first_word, mention.last_word)


OUTSIDER_NAMED = FindingRule(
    name="outsider-named",
    version=2,
    group=RuleGroup.NARRATIVE,
    kind=FindingKind.CONTRADICTION,
    subject=FindingSubject.AGENCY,
    title="Agencies named that aren’t members",
    reason="Readers may assume a named agency is a member. These aren’t on the list.",
    found_when="The narrative names an agency in the state that isn’t on the member list.",
    compares=("the narrative", "the registry"),
    question_when="Several agencies in the state have the name, and none of them is on the list.",
    find=_nonmembers_named,
)
COUNT_DIFFERS = FindingRule(
    name="count-differs",
    version=2,
    group=RuleGroup.NARRATIVE,
    kind=FindingKind.CONTRADICTION,
    subject=FindingSubject.NUMBER,
    title="Member count doesn’t match the list",
    reason="The narrative gives a number of members or districts that differs from the member list.",
    found_when="A number of members or districts in the narrative isn’t the number on the member list.",
    compares=("the narrative", "the member list"),
    find=_counts_that_differ,
)
ALL_BUT_SOME = FindingRule(
    name="all-but-some",
    version=2,
    group=RuleGroup.NARRATIVE,
    kind=FindingKind.CONTRADICTION,
    subject=FindingSubject.ACTIVITY,
    title="Says “all,” but the plan shows only some",
    reason="The narrative says all members, districts, or schools, but only some have a commitment in the activity.",
    found_when=(
        "A sentence says “all,” “every,” or “each” about an activity, and only some members have a commitment in it."
    ),
    compares=("the narrative", "the commitments in the activity"),
    find=_claims_about_all_members,
)
