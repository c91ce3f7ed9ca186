"""The small sample state: one registry, twelve consortia with an application each, in different conditions.

A round that closed yesterday has ten applications to review; a round that is open has two drafts. Eight consortia have
worked together for years; four were formed for these rounds, because a consortium has one application in a round.
"""

import datetime
import random
from collections.abc import Callable
from dataclasses import dataclass

from districts.imports.atlas import CountyOutline
from sample import flaws
from sample.applications import Draft, make_draft
from sample.consortia import InventedConsortium, consortium_names, make_consortium
from sample.institutions import mention_institutions
from sample.last_year import calendar_of_last_year, make_last_year
from sample.local_names import has_local_name, use_local_names
from sample.names import partner_words
from sample.people import PersonRow, make_people
from sample.plan import Calendar
from sample.prose import BLANK, ELEMENTS, EMPTY_WORDS, EXPLAINED, PARTLY
from sample.registry import Agency, Registry, make_registry

CEILING_SINGLE, CEILING_CONSORTIUM = 1_000_000, 15_000_000


@dataclass
class SampleState:
    """Everything in the sample state, before it is written to the database."""

    registry: Registry
    calendar: Calendar  # of the round that closed, whose applications are reviewed
    open_calendar: Calendar  # of the round that is open, with the drafts
    consortia: list[InventedConsortium]
    drafts: dict[str, Draft]  # by condition
    people: list[PersonRow]
    last_year: Calendar
    earlier: dict[str, Draft]  # of last year's round, by the condition of the same consortium's draft


def calendar_of(on: datetime.date, zone: datetime.tzinfo, *, is_open: bool = False) -> Calendar:
    """A round that opened two months before the date, and closed the day before or closes a month after it."""
    month_later = on + datetime.timedelta(days=30)
    starts_on = datetime.date(month_later.year, 8, 1)
    if (starts_on - month_later).days < 90:
        starts_on = datetime.date(month_later.year + 1, 8, 1)
    closes_on = month_later if is_open else on - datetime.timedelta(days=1)
    return Calendar(
        opens_at=datetime.datetime.combine(on - datetime.timedelta(days=60), datetime.time(9), zone),
        closes_at=datetime.datetime.combine(closes_on, datetime.time(17), zone),
        project_starts_on=starts_on,
        project_ends_on=datetime.date(starts_on.year + 2, 6, 30),
    )


def round_name(calendar: Calendar, *, is_open: bool = False) -> str:
    """The round's name, after the year in which projects start; the one that is open is the second of that year."""
    name = f"Rural Innovation Fund {calendar.project_starts_on.year}"
    return f"{name}, second round" if is_open else name


def make_small_state(
    *, seed: int, on: datetime.date, zone: datetime.tzinfo, state: str, counties: list[CountyOutline]
) -> SampleState:
    """The small sample state for this seed and date."""
    registry = make_registry(seed=seed, on=on, state=state, counties=counties, agencies=84, schools=240, reach=3)
    use_local_names(registry, seed=seed)
    calendar, open_calendar = calendar_of(on, zone), calendar_of(on, zone, is_open=True)
    rng = random.Random(f"{seed}:applications")  # noqa: S311  # an invented state needs no secret chance
    maker = _Maker(rng, on, state, registry, calendar, open_calendar)
    maker.close_two()
    for condition, make in CONDITIONS.items():
        make(maker, condition)
    home = maker.drafts["nearly finished draft"].plan.lead.agency
    school = next(school for school in registry.schools if school.agency is home)
    people = make_people(
        random.Random(f"{seed}:people"),  # noqa: S311
        on=on,
        agencies=[agency for agency in registry.agencies if agency.status == "open"],
        home=home,
        school=school,
        more_scorers=3,
        more_board_members=2,
        more_officers=1,
    )
    last_year = calendar_of_last_year(on, zone)
    rows = dict(zip(maker.drafts, maker.consortia, strict=True))
    first = len(rows) + 1
    earlier = make_last_year(rows, last_year, seed=seed, numbers=range(first, first + len(rows)))
    return SampleState(registry, calendar, open_calendar, maker.consortia, maker.drafts, people, last_year, earlier)


class _Maker:
    """Assigns each district to at most one consortium, and makes the applications."""

    def __init__(
        self,
        rng: random.Random,
        on: datetime.date,
        state: str,
        registry: Registry,
        calendar: Calendar,
        open_calendar: Calendar,
    ) -> None:
        self.rng, self.on, self.state, self.registry = rng, on, state, registry
        self.calendar, self.open_calendar = calendar, open_calendar
        self.names = consortium_names(rng)
        self.words = partner_words(rng)
        self.areas = list(registry.by_service_agency().values())
        self.service_agencies = [a for a in registry.agencies if a.kind == "service_agency"]
        for area in self.areas:
            rng.shuffle(area)
            area.sort(key=lambda agency: agency.kind == "charter")
        self.consortia: list[InventedConsortium] = []
        self.drafts: dict[str, Draft] = {}

    def close_two(self) -> None:
        """Merge a district into its neighbor three years ago; make a charter school inactive."""
        merged, heir = [agency for agency in self.areas[0] if agency.kind == "local"][:2]
        merged.status, merged.successor, merged.closed_on = "merged", heir.leaid, datetime.date(self.on.year - 3, 6, 30)
        self.areas[0].remove(merged)
        resting = self.areas[4].pop()
        resting.status = "inactive"

    def take(self, area: int, number: int) -> list[Agency]:
        """The next districts of an area, starting with a local one, which leads."""
        free = self.areas[area]
        lead = next((agency for agency in free if agency.kind == "local"), free[0])
        rest = [agency for agency in free if agency is not lead][: number - 1]
        self.areas[area] = [agency for agency in free if agency is not lead and agency not in rest]
        return [lead, *rest]

    def make(
        self,
        condition: str,
        agencies: list[Agency],
        *,
        formed: int | None,
        submitted: int | None,
        hour: int = 14,
        quality: dict[int, str] | None = None,
        for_everyone: int = 2,
        for_some: int = 2,
        silent: int = 0,
    ) -> Draft:
        """Make a consortium, formed in this year (None: for this round), and its application.

        `submitted` counts the days before today; `silent` is the number of members never named in the narrative.
        """
        number = len(self.consortia) + 1
        formed_on = self.on - datetime.timedelta(days=140 + number) if formed is None else datetime.date(formed, 7, 1)
        row = make_consortium(
            self.rng,
            name=next(self.names),
            state=self.state,
            agencies=agencies,
            formed_on=formed_on,
            on=self.on,
            neighbors=[a for area in self.areas for a in area if a.kind == "local" and a not in agencies][-2:],
        )
        self.consortia.append(row)
        draft = make_draft(
            rng=self.rng,
            name=row.name,
            members=row.members,
            calendar=self.open_calendar if submitted is None else self.calendar,
            number=number,
            partner_words=[next(self.words) for _ in range(4)],
            started_at=self.calendar.opens_at + datetime.timedelta(days=2 + number, hours=number % 5),
            submitted_at=None if submitted is None else self._moment(submitted, hour, number),
            quality=quality,
            for_everyone=for_everyone,
            for_some=for_some,
            silent=silent,
        )
        self.drafts[condition] = draft
        mention_institutions(draft, self.registry)
        return draft

    def with_local_name(self, draft: Draft) -> str:
        """A district with an ordinary name that is not a member of the application's consortium."""
        keys = {member.key for member in draft.plan.members}
        return next(a.short for a in self.registry.agencies if has_local_name(a) and a.leaid not in keys)

    def _moment(self, days_ago: int, hour: int, minute: int) -> datetime.datetime:
        day = self.on - datetime.timedelta(days=days_ago)
        return datetime.datetime.combine(day, datetime.time(hour, (minute * 7) % 60), self.calendar.opens_at.tzinfo)


def _excellent(maker: _Maker, condition: str) -> None:
    members = [*maker.take(0, 7), maker.service_agencies[0]]
    maker.make(condition, members, formed=maker.on.year - 6, submitted=9, for_everyone=2, for_some=3)


def _small_gaps(maker: _Maker, condition: str) -> None:
    members = [*maker.take(1, 6), maker.service_agencies[1]]
    quality = dict.fromkeys(ELEMENTS, EXPLAINED) | {7: BLANK, 8: PARTLY}
    draft = maker.make(condition, members, formed=maker.on.year - 9, submitted=8, quality=quality, silent=1)
    flaws.count_without_saying_whose(draft)


def _boilerplate(maker: _Maker, condition: str) -> None:
    members = maker.take(2, 5)
    quality = dict.fromkeys(ELEMENTS, EMPTY_WORDS)
    draft = maker.make(condition, members, formed=maker.on.year - 2, submitted=5, quality=quality, for_some=0)
    flaws.keep_only_words(draft)


def _contradictory(maker: _Maker, condition: str) -> None:
    members = [*maker.take(3, 6), maker.service_agencies[2]]
    outsider = maker.areas[4][-1].name
    draft = maker.make(condition, members, formed=maker.on.year - 4, submitted=4, for_some=2)
    districts = draft.plan.districts
    flaws.count_too_many(draft)
    flaws.name_outsider(draft, outsider)
    flaws.claim_every_district(draft)
    flaws.let_contract_expire(draft)
    flaws.reach_too_far(draft, districts[1])
    flaws.join_late(draft, districts[2])
    flaws.run_past_the_end(draft)
    flaws.pay_a_stranger(draft)
    flaws.pledge_twice(draft)
    flaws.say_who_declined(draft, maker.with_local_name(draft))


def _lopsided(maker: _Maker, condition: str) -> None:
    members = maker.take(4, 5)
    quality = dict.fromkeys(ELEMENTS, EXPLAINED) | {4: PARTLY, 6: EMPTY_WORDS}
    draft = maker.make(condition, members, formed=maker.on.year - 5, submitted=12, quality=quality)
    flaws.give_most_to(draft, draft.plan.lead)
    flaws.give_nothing(draft, draft.plan.members[3])
    flaws.gain_nothing(draft, draft.plan.members[4])


def _agency_leads(maker: _Maker, condition: str) -> None:
    guests = [*maker.take(0, 1), *maker.take(1, 1), *maker.take(2, 1)]
    maker.make(condition, [maker.service_agencies[3], *guests], formed=None, submitted=3)


def _signatures(maker: _Maker, condition: str) -> None:
    draft = maker.make(condition, maker.take(1, 5), formed=maker.on.year - 3, submitted=6)
    members = draft.plan.members
    flaws.leave_unsigned(draft, members[1])
    flaws.sign_too_early(draft, members[2])
    flaws.sign_without_board(draft, members[3])


def _twice_and_closing(maker: _Maker, condition: str) -> None:
    """One member is also in the application with missing signatures; another will close before the project ends."""
    also = maker.drafts["signatures missing"].plan.members[4].agency
    members = [*maker.take(2, 4), also]
    members[3].closed_on = maker.calendar.project_ends_on - datetime.timedelta(days=365)
    maker.make(condition, members, formed=None, submitted=2, for_some=2)


def _under_review(maker: _Maker, condition: str) -> None:
    quality = dict.fromkeys(ELEMENTS, EXPLAINED) | {4: EMPTY_WORDS, 6: PARTLY, 8: PARTLY, 9: PARTLY}
    draft = maker.make(condition, maker.take(3, 5), formed=maker.on.year - 7, submitted=20, quality=quality)
    flaws.gain_nothing(draft, draft.plan.members[2])
    flaws.say_who_declined(draft, maker.with_local_name(draft))
    flaws.count_without_saying_whose(draft)


def _determined(maker: _Maker, condition: str) -> None:
    draft = maker.make(condition, maker.take(0, 4), formed=None, submitted=26)
    stranger = f"{next(maker.words)} Evaluation"
    flaws.pay_a_stranger(draft, stranger)
    draft.explanations["payee-unknown"] = (
        f"{stranger} was chosen after our partners' list was closed; the quotes of three evaluators are on file."
    )


def _nearly_finished(maker: _Maker, condition: str) -> None:
    members = [*maker.take(4, 5), maker.service_agencies[4]]
    quality = dict.fromkeys(ELEMENTS, EXPLAINED) | {8: BLANK, 9: PARTLY}
    draft = maker.make(condition, members, formed=maker.on.year - 8, submitted=None, quality=quality)
    for member in draft.plan.members[2:]:
        flaws.leave_unsigned(draft, member)
    flaws.say_who_declined(draft, maker.with_local_name(draft))
    flaws.count_without_saying_whose(draft)


def _just_started(maker: _Maker, condition: str) -> None:
    quality = dict.fromkeys(ELEMENTS, BLANK) | {1: PARTLY, 2: EMPTY_WORDS}
    draft = maker.make(condition, maker.take(2, 2), formed=None, submitted=None, quality=quality, for_everyone=1)
    flaws.leave_out_of_plan(draft, draft.plan.members[1])
    draft.signings = None


CONDITIONS: dict[str, Callable[[_Maker, str], None]] = {
    "excellent": _excellent,
    "small gaps": _small_gaps,
    "boilerplate": _boilerplate,
    "contradictory": _contradictory,
    "lopsided": _lopsided,
    "service agency without client": _agency_leads,
    "signatures missing": _signatures,
    "in two applications": _twice_and_closing,
    "under review": _under_review,
    "determined": _determined,
    "nearly finished draft": _nearly_finished,
    "just started draft": _just_started,
}
