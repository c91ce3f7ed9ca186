"""The rule about claims that all members take part in an activity."""

import itertools
import re
from collections.abc import Iterator
from enum import Enum

from grants.rules.collaboration.claims_in_other_words import UniversalClaim
from grants.rules.collaboration.findings.phrasing import join_names, short_text
from grants.rules.collaboration.findings.places import place_of_words, text_of_words
from grants.rules.collaboration.findings.rule import (
    FindingKind,
    FindingRule,
    FindingSubject,
    Observation,
    Place,
    RuleGroup,
)
from grants.rules.collaboration.folded_text import folded_words
from grants.rules.collaboration.members_of_what import is_of_another_group
from grants.rules.collaboration.mentions import PARTICIPANT, Mention
from grants.rules.collaboration.other_counts import is_of_a_former_group
from grants.rules.collaboration.parsed_plan import ParsedPlan
from grants.rules.collaboration.snapshot import PlanParticipant
from grants.rules.collaboration.tokens import TokenizedText
from grants.rules.collaboration.universal_claims import universal_claims_in

_PRONOUNS = frozenset("it this that them these".split())
_PROGRAMS = frozenset("course program class seminar project service activity".split())
_OBJECTS = frozenset("it them this".split())
_TAKING = frozenset(
    "have has get gets do does doing offer offers use uses join joins take takes run runs in to from host hosts".split()
)
_NEGATIVE = frozenset("not no none neither never without doesn isn don won aren".split())
_REPORTS = frozenset("results report reports findings data notes lessons newsletter minutes evaluation success".split())
_SEATS = frozenset("students seats rooms teachers tutors classes sessions lessons sections first second tables".split())
_ABOUT = re.compile(
    r"\b(?:reports? (?:of|on|about)|results (?:of|from)|costs? of|bills? for|price of|news of|history of|"
    r"idea of|copy of|"
    r"(?:pages|word|read|heard|know|told|asked|news|questions?) about|like|about|resembl\w+|similar to|modeled on)"
    r"(?: (?:the|a|our|this))?$"
)
_SOME = re.compile(
    r"\b(?:two|three|four|five|six|seven|half|some|few|several|most|(?<!every )(?<!last )(?<!single )(?<!each )one) of "
    r"(?:them|us|our|the|these)\b|\bonly\b"
)
_PART_OF = re.compile(r"\b(?:owner|van|bus|room|schedule|budget|calendar|staff|host|lease|furniture) of(?: the| our)?$")


def _claims_about_all_members(plan: ParsedPlan) -> Iterator[Observation]:
    activities = plan.snapshot.activity_by_key
    observations: list[Observation] = []
    own_name = frozenset(word for word in folded_words(plan.snapshot.consortium) if len(word) > 3)
    for number, section in enumerate(plan.sections):
        words = section.tokens
        titles = [m for m in plan.mentions_in_section(number) if any(key in activities for key in m.subjects)]
        claims = universal_claims_in(words, {m.last_word for m in titles}) if titles else []
        in_names = plan.words_in_names(number) if claims else set()
        labels = {m.last_word for m in titles if words.gaps[m.last_word].startswith(":")}
        for claim in claims:
            if in_names.intersection((claim.first, claim.last - 1)) or not _has_its_number(plan, claim):
                continue
            if is_of_another_group(words, claim, own_name, labels) or is_of_a_former_group(words, claim.first):
                continue
            for title in _titles_of(words, claim, titles):
                for activity in title.subjects:
                    observations += _claim_without_commitments(plan, number, title, claim, activity)
    yield from sorted(observations, key=lambda o: o.is_possible)


def _titles_of(words: TokenizedText, claim: UniversalClaim, titles: list[Mention]) -> list[Mention]:
    """The activities that a claim is about: those after it in its clause, or the nearest before it."""
    sentence = words.sentence_of[claim.first]
    here = [t for t in titles if words.sentence_of[t.first_word] == sentence]
    inside = [t for t in here if claim.first <= t.first_word and t.last_word <= claim.last]
    if inside:
        return inside
    after = [t for t in here if t.first_word >= claim.last]
    if not claim.is_for_the_sentence:
        after = [t for t in after if not _is_break(words, claim.last, t.first_word)]
    before = [t for t in here if t.last_word <= claim.first]
    if after and not (
        before and _is_near(words, before[-1].last_word, claim.first) and after[0].first_word - claim.last > 12
    ):
        return _joined_by_and(words, after)
    if before:
        return _joined_by_and(words, before[::-1], backward=True)
    if any(t.first_word >= claim.last for t in here):
        return []
    back = 4 if _takes_it(words, claim) else 1
    earlier = [t for t in titles if 1 <= sentence - words.sentence_of[t.first_word] <= back]
    start = next((at for at in range(claim.first, -1, -1) if words.sentence_of[at] != sentence), -1) + 1
    end = next((at for at in range(claim.last, len(words)) if words.sentence_of[at] != sentence), len(words))
    refers = any(w in _PRONOUNS or w in _PROGRAMS for w in words.lower[start:end])
    if (
        earlier
        and refers
        and len({t.subjects for t in earlier}) == 1
        and "\n\n" not in _text_between(words, earlier, claim)
    ):
        return earlier[-1:]
    return []


def _has_its_number(plan: ParsedPlan, claim: UniversalClaim) -> bool:
    """Whether "all six," without a noun, can mean the members: there are as many of them, or of the districts."""
    if not claim.is_elided or claim.number is None:
        return True
    participants = plan.snapshot.participants
    return claim.number in (len(participants), sum(not p.is_service_agency for p in participants))


def _is_narrowed(words: TokenizedText, claim: UniversalClaim, title: Mention) -> bool:
    """Whether it is about those in the activity ("each district in it appoints …"), or a part of them follows."""
    if title.first_word < claim.last:
        return False
    between = words.lower[claim.last : title.first_word]
    is_within = between in (("in",), ("in", "the"), ("of", "the"), ("at", "the"), ("within", "the"), ("on", "the"))
    after = words.gaps[title.last_word]
    starts_sentence = not claim.first or words.sentence_of[claim.first - 1] != words.sentence_of[claim.first]
    if is_within and starts_sentence and after == ", ":
        return True
    if is_within and words.lower[claim.first] in ("each", "every", "all") and after == " ":
        return words.words[title.last_word : title.last_word + 1] > ("",)
    return bool(_SOME.search(" ".join(between)))


class _Aside(Enum):
    NONE = 0
    ITS = 1  # what belongs to the activity: "the Reading Clinic's van"
    OTHER = 2  # its cost, a report about it, or something like it


def _aside_of(words: TokenizedText, title: Mention) -> _Aside:
    """Whether a sentence tells only of something about the activity, in which its members need not take part."""
    before = " ".join(words.lower[max(0, title.first_word - 4) : title.first_word])
    at = title.last_word
    is_possessive = words.lower[at : at + 1] == ("s",) and words.gaps[at] == "'"
    following = words.lower[at + 1 : at + 3] if is_possessive else ()
    if _ABOUT.search(before) or any(word in _REPORTS for word in following):
        return _Aside.OTHER
    is_taking = any(word in _SEATS for word in following)
    return _Aside.ITS if (is_possessive and not is_taking) or _PART_OF.search(before) else _Aside.NONE


def _takes_it(words: TokenizedText, claim: UniversalClaim) -> bool:
    """Whether "will have them," "is doing it," or the like follows the claim."""
    following = words.lower[claim.last : claim.last + 5]
    pairs = itertools.pairwise(following)
    return any(verb in _TAKING and pronoun in _OBJECTS for verb, pronoun in pairs)


def _text_between(words: TokenizedText, earlier: list[Mention], claim: UniversalClaim) -> str:
    return words.text[words.ends[earlier[-1].last_word - 1] : words.starts[claim.first]]


def _is_near(words: TokenizedText, last: int, first: int) -> bool:
    return first - last <= 6


def _is_break(words: TokenizedText, start: int, end: int) -> bool:
    """Whether another clause begins between two positions. Words between two dashes are only put in."""
    gaps = words.gaps[start : end + 1]
    return (
        any(";" in gap for gap in gaps)
        or sum("—" in gap for gap in gaps) % 2 == 1
        or any("," in words.gaps[at] and words.lower[at] in ("and", "but", "while") for at in range(start, end))
    )


def _joined_by_and(words: TokenizedText, titles: list[Mention], *, backward: bool = False) -> list[Mention]:
    """The first of these activities, and those that a comma or "and" joins to it."""
    joined = titles[:1]
    for title in titles[1:]:
        one, two = (title, joined[-1]) if backward else (joined[-1], title)
        between = [w for w in words.lower[one.last_word : two.first_word] if w not in ("and", "or", "the", "in", "for")]
        if between:
            break
        joined.append(title)
    return joined


def _claim_without_commitments(
    plan: ParsedPlan, number: int, title: Mention, claim: UniversalClaim, activity_key: str
) -> Iterator[Observation]:
    section, activity = plan.sections[number], plan.snapshot.activity_by_key.get(activity_key)
    committed = plan.participants_by_activity.get(activity_key, set())
    claimed = _claimed(plan, claim)
    missing = [p for p in claimed if p.key not in committed]
    its_own = section.tokens.lower[title.last_word : title.last_word + 3] == ("of", "their", "own")
    if activity is None or its_own or not missing or _are_excepted(plan, number, claim, missing):
        return
    if _is_narrowed(section.tokens, claim, title):
        return
    if (aside := _aside_of(section.tokens, title)) is _Aside.OTHER:
        return
    have = f"{len(claimed) - len(missing)} of {len(claimed)}"
    first, last = min(claim.first, title.first_word), max(claim.last, title.last_word)
    said, name = short_text(text_of_words(section, claim.first, claim.last)), short_text(activity.title)
    is_possible = (
        claim.is_vague
        or aside is _Aside.ITS
        or _is_said_of_missing(plan, number, claim, missing)
        or (claim.noun == "district" and all(p.is_career_center for p in missing))
    )
    sentence = (
        f"The narrative says “{said}” about {name}, but only {have} have a commitment in it. Missing: "
        f"{join_names(p.name for p in missing)}."
    )
    if is_possible:
        sentence = (
            f"Does “{said}” mean that all members take part in {name}? In the plan, {have} have a commitment in it."
        )
    yield Observation(
        activity.key,
        activity.title,
        sentence,
        (
            place_of_words(section, first, last),
            Place(
                "Activity",
                f"{name}: commitments from {have}. Missing: {join_names((p.name for p in missing), most=8)}",
                f"activity:{activity.key}",
            ),
        ),
        is_possible=is_possible,
    )


def _claimed(plan: ParsedPlan, claim: UniversalClaim) -> list[PlanParticipant]:
    """The members of a claim. Service agencies and schools aren’t districts; a number shows who else is excluded."""
    everyone = list(plan.snapshot.participants)
    if claim.noun != "district":
        return everyone
    districts = [p for p in everyone if not p.is_service_agency and not p.is_school]
    if claim.number is not None and claim.number != len(districts):
        without_centers = [p for p in districts if not p.is_career_center]
        return without_centers if claim.number == len(without_centers) else districts
    return districts


def _are_excepted(plan: ParsedPlan, number: int, claim: UniversalClaim, missing: list[PlanParticipant]) -> bool:
    """Whether the claim excepts the missing members ("all but two", "except Otter Run") or counts only some members."""
    if claim.exceptions:
        return len(missing) <= claim.exceptions
    if claim.exception_from is not None:
        words = plan.sections[number].tokens
        named = {
            key
            for m in plan.mentions_in_section(number)
            if m.kind == PARTICIPANT
            and m.first_word >= claim.exception_from
            and words.sentence_of[m.first_word] == words.sentence_of[claim.first]
            for key in m.subjects
        }
        return not named or all(p.key in named for p in missing)
    members = len(plan.snapshot.participants)
    return claim.number is not None and claim.number < members - 2 and claim.number <= members // 2


def _is_said_of_missing(plan: ParsedPlan, number: int, claim: UniversalClaim, missing: list[PlanParticipant]) -> bool:
    """Whether this sentence or one of the next two has a "not" about a member that is missing."""
    words = plan.sections[number].tokens
    keys = {p.key for p in missing}
    for mention in plan.mentions_in_section(number):
        distance = words.sentence_of[mention.first_word] - words.sentence_of[claim.first]
        if mention.kind == PARTICIPANT and 0 <= distance <= 2 and keys.intersection(mention.subjects):
            sentence = words.sentence_of[mention.first_word]
            at = mention.last_word
            while at < len(words) and words.sentence_of[at] == sentence:
                if words.lower[at] in _NEGATIVE:
                    return True
                at += 1
    return False


ALL_BUT_SOME = FindingRule(
    name="all-but-some",
    version=11,
    group=RuleGroup.NARRATIVE,
    kind=FindingKind.CONTRADICTION,
    subject=FindingSubject.ACTIVITY,
    title="Says “all,” but the plan shows only some",
    reason="The narrative says all members, districts, or schools, but only some have a commitment in the activity.",
    found_when=(
        "The narrative says that all members or districts take part in an activity (“all,” “every,” “each,” “the whole "
        "consortium,” “not one of us sits it out”), and only some have a commitment in it."
    ),
    compares=("the narrative", "the commitments in the activity"),
    question_when=(
        "The text says “all,” but it may mean only some members, or what belongs to the activity, or a nearby sentence "
        "may say that a member doesn’t take part."
    ),
    find=_claims_about_all_members,
)
