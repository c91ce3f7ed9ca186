"""Rules about the agencies and numbers in the narrative that the member list contradicts."""

from collections.abc import Iterator
from itertools import combinations

from grants.rules.collaboration.deliverables import is_about_others
from grants.rules.collaboration.findings.phrasing import MEMBER_LIST, count_of, join_names, short_text
from grants.rules.collaboration.findings.places import place_of_mention, place_of_words, text_of_words
from grants.rules.collaboration.findings.rule import (
    FindingKind,
    FindingRule,
    FindingSubject,
    Observation,
    Place,
    RuleGroup,
)
from grants.rules.collaboration.folded_text import folded_words
from grants.rules.collaboration.member_counts import MemberCount, member_counts_in
from grants.rules.collaboration.mentions import AMBIGUOUS, OTHER, OUTSIDER, PARTICIPANT, Mention
from grants.rules.collaboration.parsed_plan import ParsedPlan
from grants.rules.collaboration.section_text import SectionText
from grants.rules.collaboration.snapshot import PlanParticipant, Snapshot


def _nonmembers_named(plan: ParsedPlan) -> Iterator[Observation]:
    names = plan.snapshot.agencies.full
    named = [m for m in plan.mentions if m.kind in (OUTSIDER, AMBIGUOUS)]
    by_sureness = sorted(named, key=lambda m: m.is_doubtful)
    first_mentions: dict[tuple[str, ...], Mention] = {}
    for mention in by_sureness:
        first_mentions.setdefault(mention.subjects, mention)
    for mention in sorted(first_mentions.values(), key=lambda m: (m.section, m.first_word)):
        if mention.kind == OUTSIDER:
            name = short_text(names.get(mention.subject, mention.text))
            sentence = f"The narrative names {name}, which isn’t on the member list."
            if mention.is_doubtful:
                sentence = f"Does “{short_text(mention.text)}” mean {name}? It isn’t on the member list."
            yield Observation(
                mention.subject,
                name,
                sentence,
                (
                    place_of_mention(plan, mention),
                    Place("Registry", f"{name} ({mention.subject})", f"registry:{mention.subject}"),
                ),
                is_possible=mention.is_doubtful,
            )
        else:
            agencies = [f"{names.get(leaid, mention.text)} ({leaid})" for leaid in mention.subjects]
            yield Observation(
                f"name:{mention.subject.casefold()}",
                mention.text,
                f"Which agency does the narrative mean by “{short_text(mention.text)}”? {len(agencies)} agencies in "
                "the state have that name, and none of them is on the member list.",
                (
                    place_of_mention(plan, mention),
                    Place("Registry", join_names(agencies), f"registry:{mention.subjects[0]}"),
                ),
                is_possible=mention.is_doubtful,
            )


def _counts_that_differ(plan: ParsedPlan) -> Iterator[Observation]:
    participants = plan.snapshot.participants
    if not participants:
        return
    starts = plan.snapshot.project_starts_on
    observations = []
    for number, section in enumerate(plan.sections):
        named = [
            (m.first_word, key) for m in plan.mentions_in_section(number) if m.kind == PARTICIPANT for key in m.subjects
        ]
        before_year = starts.year - 1 if starts else 2025
        counts = member_counts_in(section.tokens, named, ours=_own_names(plan, number), before_year=before_year)
        in_names = plan.words_in_names(number) if counts else set()
        for count in counts:
            if in_names.intersection(range(count.first, count.last)) or count.number in _sizes(plan.snapshot, count):
                continue
            is_larger = count.number > len(participants)
            if (count.is_restricted and not is_larger) or _is_of_activity(plan, number, count):
                continue
            if is_larger and not count.is_vague and _is_promised(plan, number, count):
                observations.append(_count_that_differs(plan, section, count, is_possible=False))
            elif count.is_tied and not (count.is_part and not count.is_our) and not (count.is_vague and not is_larger):
                observations.append(_count_that_differs(plan, section, count, is_possible=count.is_vague))
            elif is_larger or (count.is_vague and count.is_our and not count.is_tied):  # "there are five of us"
                observations.append(_count_that_differs(plan, section, count, is_possible=True))
    yield from sorted(observations, key=lambda o: o.is_possible)  # the first observation about a number counts


def _own_names(plan: ParsedPlan, section: int) -> frozenset[int]:
    """The positions after each name of the consortium, in full or without a word such as "Consortium"."""
    words, name = plan.sections[section].tokens, folded_words(plan.snapshot.consortium)
    forms = {name, name[:-1] if len(name) > 2 else name} - {()}
    return frozenset(
        at + len(form)
        for form in forms
        for at, word in enumerate(words.lower)
        if word == form[0] and words.lower[at : at + len(form)] == form
    )


def _is_of_activity(plan: ParsedPlan, section: int, count: MemberCount) -> bool:
    """Whether the number counts those in an activity: "the three districts of the Reading Clinic"."""
    words = plan.sections[section].tokens
    starts = {m.first_word for m in plan.mentions_in_section(section) if _is_activity(m)}
    following = words.lower[count.last : count.last + 2]
    return following[:1] in (("of",), ("in",)) and bool(starts & {count.last + 1, count.last + 2})


def _is_promised(plan: ParsedPlan, section: int, count: MemberCount) -> bool:
    """Whether the project delivers something in so many districts, and the sentence names no other group."""
    answer = plan.sections[section]
    if not count.is_deliverable or is_about_others(answer.section.heading):
        return False
    sentence_of = answer.tokens.sentence_of
    here = [m for m in plan.mentions_in_section(section) if sentence_of[m.first_word] == sentence_of[count.first]]
    return all(m.kind == PARTICIPANT or _is_activity(m) for m in here)


def _is_activity(mention: Mention) -> bool:
    return mention.kind == OTHER and bool(mention.subjects)


def _count_that_differs(
    plan: ParsedPlan, section: SectionText, count: MemberCount, *, is_possible: bool
) -> Observation:
    participants = plan.snapshot.participants
    words, size = short_text(text_of_words(section, count.first, count.last)), _list_size(participants, count.noun)
    sentence = f"The narrative says “{words}”; the member list has {size}."
    if is_possible:
        sentence = f"Does “{words}” mean all members? The member list has {size}."
    names = join_names((p.name for p in participants), most=12)
    return Observation(
        str(count.number),
        f"{count.number:,} {count.noun}",
        sentence,
        (
            place_of_words(section, count.first, count.last),
            Place(MEMBER_LIST, f"{count_of(len(participants), 'member')}: {names}", "list"),
        ),
        is_possible=is_possible,
    )


def _sizes(snapshot: Snapshot, count: MemberCount) -> set[int]:
    """The numbers that agree with the member list.

    A count of districts may leave out service agencies, career centers, and schools; a lead that speaks of its
    partners doesn't count itself.
    """
    participants = snapshot.participants
    sizes = {len(participants)}
    if count.noun in ("districts", "superintendents"):
        left_out = [
            sum(p.is_service_agency for p in participants),
            sum(p.is_school for p in participants),
            sum(p.is_career_center for p in participants),
        ]
        sizes |= {len(participants) - sum(some) for many in (1, 2, 3) for some in combinations(left_out, many)}
    if count.is_partner:
        sizes |= {size - 1 for size in sizes} | {len(snapshot.partners)}
    return sizes


def _list_size(participants: tuple[PlanParticipant, ...], noun: str) -> str:
    agencies = sum(1 for p in participants if p.is_service_agency)
    size = count_of(len(participants), "member")
    if noun != "districts" or not agencies:
        return size
    return f"{size}, including {count_of(agencies, 'service agency', 'service agencies')}"


OUTSIDER_NAMED = FindingRule(
    name="outsider-named",
    version=10,
    group=RuleGroup.NARRATIVE,
    kind=FindingKind.CONTRADICTION,
    subject=FindingSubject.AGENCY,
    title="Agencies named that aren’t members",
    reason="Readers may assume a named agency is a member. These aren’t on the list.",
    found_when="The narrative names an agency in the state that isn’t on the member list.",
    compares=("the narrative", "the registry"),
    question_when=(
        "The name may mean something else: it is a single word without “schools,” “district,” or the like, the text "
        "says that the agency declined or left, or a sentence mentions it only in passing: where someone worked, a "
        "road, a game, a study, or a comparison."
    ),
    find=_nonmembers_named,
)
COUNT_DIFFERS = FindingRule(
    name="count-differs",
    version=11,
    group=RuleGroup.NARRATIVE,
    kind=FindingKind.CONTRADICTION,
    subject=FindingSubject.NUMBER,
    title="Member count doesn’t match the list",
    reason="The narrative gives a number of members or districts that differs from the member list.",
    found_when=(
        "The narrative states a number of members or districts for the consortium that isn’t the number on the member "
        "list, or says that the project delivers something in more districts than there are members."
    ),
    compares=("the narrative", "the member list"),
    question_when="The number is larger than the number of members, but the text doesn’t say that it counts them.",
    find=_counts_that_differ,
)
