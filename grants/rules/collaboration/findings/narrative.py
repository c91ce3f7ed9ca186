"""What the narrative says, leaves out, or says otherwise than the rows do."""

from collections.abc import Iterator

from grants.rules.collaboration.counts import Count, counts_in
from grants.rules.collaboration.findings.found import Found, Place, Reading, counted, listed, row_of, short
from grants.rules.collaboration.mentions import AMBIGUOUS, OUTSIDER, Mention
from grants.rules.collaboration.names import forms_of
from grants.rules.collaboration.passages import Passage
from grants.rules.collaboration.snapshot import Participant
from grants.rules.collaboration.sweeps import Sweep, sweeps_in


def unanswered_elements(reading: Reading) -> Iterator[Found]:
    answered = {section.element for section in reading.plan.narrative if section.paragraphs}
    for element in reading.plan.elements:
        if element.number not in answered:
            yield Found(
                f"element-{element.number}",
                f"Element {element.number}: {element.title}",
                f"Element {element.number}, “{short(element.title)}”, has no text.",
                (
                    Place(f"Question {element.number}", element.title, f"element:{element.number}"),
                    Place("Narrative", "nothing written", f"element:{element.number}"),
                ),
            )


def members_not_named(reading: Reading) -> Iterator[Found]:
    for participant in reading.plan.participants:
        can_be_named = any(forms_of(name) for name in (participant.name, participant.registry_name) if name)
        if can_be_named and participant.key not in reading.named:
            sections = sum(1 for section in reading.plan.narrative if section.paragraphs)
            read = f"not named in {counted(sections, 'answer')}" if sections else "nothing written"
            yield Found(
                participant.key,
                participant.name,
                f"The narrative never names {short(participant.name)}.",
                (
                    Place("List of members", participant.name, row_of(participant)),
                    Place("Narrative", read, "narrative"),
                ),
            )


def outsiders_named(reading: Reading) -> Iterator[Found]:
    names = reading.plan.agencies.full
    first = {m.subjects: m for m in reversed(reading.mentions) if m.kind in (OUTSIDER, AMBIGUOUS)}
    for mention in reversed(first.values()):
        if mention.kind == OUTSIDER:
            name = names.get(mention.subject, mention.text)
            yield Found(
                mention.subject,
                name,
                f"The narrative names {short(name)}, which is not on the list of members.",
                (
                    _place(reading, mention),
                    Place("Registry", f"{name} ({mention.subject})", f"registry:{mention.subject}"),
                ),
            )
        else:
            bearers = [f"{names.get(leaid, mention.text)} ({leaid})" for leaid in mention.subjects]
            yield Found(
                f"name:{mention.subject.casefold()}",
                mention.text,
                f"The narrative names “{short(mention.text)}”, which is ambiguous: {len(bearers)} agencies of the "
                "state bear that name, and none of them is on the list of members.",
                (
                    _place(reading, mention),
                    Place("Registry", listed(bearers), f"registry:{mention.subjects[0]}"),
                ),
            )


def counts_that_differ(reading: Reading) -> Iterator[Found]:
    participants = reading.plan.participants
    if not participants:
        return
    for number, passage in enumerate(reading.passages):
        counts = counts_in(passage.words)
        taken = _words_of_names(reading, number) if counts else set()
        for count in counts:
            if not taken.intersection(range(count.first, count.last)) and _differs(count, participants):
                said = _quoted(passage, count.first, count.last)
                names = listed((p.name for p in participants), most=12)
                yield Found(
                    str(count.number),
                    f"{count.number:,} {count.noun}",
                    f"The narrative says “{short(said)}”; the list has {_size(participants, count.noun)}.",
                    (
                        _place_of_words(passage, count.first, count.last),
                        Place("List of members", f"{counted(len(participants), 'participant')}: {names}", "list"),
                    ),
                )


def all_but_some(reading: Reading) -> Iterator[Found]:
    for number, passage in enumerate(reading.passages):
        titles = [m for m in reading.mentions_of(number) if any(a in reading.plan.activity_by_key for a in m.subjects)]
        sweeps = sweeps_in(passage.words) if titles else []
        taken = _words_of_names(reading, number) if sweeps else set()
        by_sentence: dict[int, list[Sweep]] = {}
        for sweep in sweeps:
            if not taken.intersection(range(sweep.first, sweep.last)):
                by_sentence.setdefault(passage.words.sentence_of[sweep.first], []).append(sweep)
        for title in titles:
            for sweep in by_sentence.get(passage.words.sentence_of[title.first_word], ()):
                for activity in title.subjects:
                    yield from _swept_too_far(reading, passage, title, sweep, activity)


def _swept_too_far(
    reading: Reading, passage: Passage, title: Mention, sweep: Sweep, activity_key: str
) -> Iterator[Found]:
    activity = reading.plan.activity_by_key.get(activity_key)
    committed = reading.committed.get(activity_key, set())
    meant = [p for p in reading.plan.participants if sweep.noun != "district" or _is_district(p)]
    missing = [p for p in meant if p.key not in committed]
    if activity is None or not missing:
        return
    said = _quoted(passage, sweep.first, sweep.last)
    has = len(meant) - len(missing)
    first, last = min(sweep.first, title.first_word), max(sweep.last, title.last_word)
    yield Found(
        activity.key,
        activity.title,
        f"The narrative says “{short(said)}” of {short(activity.title)}; {has} of {len(meant)} have a commitment in "
        f"it, none from {listed(p.name for p in missing)}.",
        (
            _place_of_words(passage, first, last),
            Place(
                "Activity",
                f"{short(activity.title)}: commitments of {has} of {len(meant)}, none of "
                f"{listed((p.name for p in missing), most=8)}",
                f"activity:{activity.key}",
            ),
        ),
    )


def _differs(count: Count, participants: tuple[Participant, ...]) -> bool:
    """Larger than the list, or said of all of it and another number. A count of districts may leave agencies out."""
    if count.number > len(participants):
        return True
    if not count.is_total:
        return False
    right = {len(participants)}
    if count.noun == "districts":
        right.add(sum(1 for p in participants if not p.is_service_agency))
        right.add(sum(1 for p in participants if _is_district(p)))
    return count.number not in right


def _is_district(participant: Participant) -> bool:
    return not participant.is_service_agency and not participant.is_school


def _size(participants: tuple[Participant, ...], noun: str) -> str:
    agencies = sum(1 for p in participants if p.is_service_agency)
    size = counted(len(participants), "participant")
    return f"{size}, {agencies} of them a service agency" if noun == "districts" and agencies == 1 else size


def _words_of_names(reading: Reading, passage: int) -> set[int]:
    """The word places that names have used up."""
    return {place for m in reading.mentions_of(passage) for place in range(m.first_word, m.last_word)}


def _quoted(passage: Passage, first: int, last: int) -> str:
    return passage.words.text[passage.words.starts[first] : passage.words.ends[last - 1]]


def _place_of_words(passage: Passage, first: int, last: int) -> Place:
    start, end = passage.words.starts[first], passage.words.ends[last - 1]
    return Place(passage.section.label, passage.quote(start, end), f"paragraph:{passage.place_of(start, end)[0]}")


def _place(reading: Reading, mention: Mention) -> Place:
    return _place_of_words(reading.passages[mention.passage], mention.first_word, mention.last_word)
