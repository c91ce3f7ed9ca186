"""Counts of members and districts in a text: "27 districts", "our twelve partner districts", "a 30-member network"."""

from dataclasses import dataclass

from grants.rules.collaboration.tokens import TokenizedText, word_set

_ZERO_TO_NINETEEN = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen
"""
_UNITS = {word: number for number, word in enumerate(_ZERO_TO_NINETEEN.split())}
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 1000}
_NUMBER_WORDS = frozenset((*_UNITS, *_TENS, *_SCALES))
_ORDINALS = word_set("first second third fourth fifth sixth seventh eighth ninth")
_JOINS = (" ", "-")
_MOST_WORDS_BETWEEN = 2
_MOST_DIGITS = 9

NOUNS = {"member": "members", "members": "members", "district": "districts", "districts": "districts"}
_TOTAL = frozenset({"our", "the", "these", "all"})
# A number right after one of these is a label or a day, not a count: "grade 12", "Year 2", "June 30".
_LABELS = word_set(
    """january february march april may june july august september october november december jan feb mar apr jun jul aug
    sep sept oct nov dec grade grades year phase tier section region area level round stage part article title
    chapter page no number version route room age ages quarter semester week day month step goal objective appendix
    table figure element activity district contract class unit wave cohort k pk"""
)
# If one of these is between the number and the noun, something else is counted: "30 teachers in districts".
BREAKS = word_set(
    """a an the in of from across for and or nor but per to by with within at on as is are was were be that which who
    whose when where while if than then so not each every all both any some no our these their its his her your this
    those between among through during before after until since about into via including do does did has have had will
    can may must shall should would could percent schools buildings teachers students pupils learners children
    families parents coaches aides leaders principals superintendents people staff staffs courses classes classrooms
    seats credits grades years months weeks days hours minutes times periods semesters meetings visits sessions miles
    dollars counties states sites buses devices licenses licences rooms labs partners agencies"""
)
# Members of these are not members of the consortium. "27 public school districts" are districts all the same.
BODIES = word_set(
    """board boards committee committees subcommittee council councils team teams panel panels commission faculty staff
    community family families crew jury cabinet union class club clubs household cohort audience public band choir
    cast congress legislature senate house workgroup"""
)
# A singular noun after a number without a hyphen counts only before one of these: "a 27 district consortium".
_GROUPS = word_set(
    "consortium network collaborative partnership cooperative coop alliance coalition compact league group"
)
_NOT_SCHOOL_DISTRICTS = word_set("congressional legislative senate house judicial water conservation")


@dataclass(frozen=True)
class MemberCount:
    """A count stated in a text. `is_total` if it follows "our", "the", "these" or "all".

    `first` is the position of its first word, `last` the one after its last word.
    """

    number: int
    noun: str  # "members" or "districts"
    is_total: bool
    first: int
    last: int


def member_counts_in(words: TokenizedText) -> list[MemberCount]:
    """The counts of members and districts that a text states, in the order of the text."""
    counts, after = [], 0
    for place, word in enumerate(words.lower):
        if place < after or not (word in _NUMBER_WORDS or word.isdecimal()):
            continue
        found = _number_at(words, place)
        if found is None:
            continue
        number, after = found
        noun = _noun_after(words, after) if _can_be_a_count(words, place, after, number) else None
        if noun and words.sentence_of[place] == words.sentence_of[noun[1] - 1]:
            first = place - 1 if place and words.gaps[place] == " " and words.lower[place - 1] == "a" else place
            before = words.lower[place - 1] if place and words.gaps[place] == " " else ""
            counts.append(MemberCount(number, noun[0], before in _TOTAL, first, noun[1]))
    return counts


def _number_at(words: TokenizedText, place: int) -> tuple[int, int] | None:
    """The number that begins at this position, in figures or words, and the position after it."""
    if words.lower[place] in _NUMBER_WORDS:
        return _number_words_at(words, place)
    return _figures_at(words, place) if words.words[place].isdecimal() else None


def _figures_at(words: TokenizedText, place: int) -> tuple[int, int] | None:
    digits = words.words[place]
    after = place + 1
    while after < len(words) and words.gaps[after] == "," and len(words.words[after]) == 3:
        if not words.words[after].isdecimal() or len(digits) > _MOST_DIGITS:
            break
        digits += words.words[after]
        after += 1
    return (int(digits), after) if len(digits) <= _MOST_DIGITS else None


def _number_words_at(words: TokenizedText, place: int) -> tuple[int, int] | None:
    total = current = 0
    at, seen = place, False
    last = ""  # unit, ten, scale
    while at < len(words):
        if seen and words.gaps[at] not in _JOINS:
            break
        word = words.lower[at]
        if word in _UNITS and last != "unit" and not (last == "ten" and not 0 < _UNITS[word] < 10):
            current, last = current + _UNITS[word], "unit"
        elif word in _TENS and last not in ("unit", "ten"):
            current, last = current + _TENS[word], "ten"
        elif word in _SCALES and last != "dozen":
            current, last = (current or 1) * _SCALES[word], "dozen" if word == "dozen" else "scale"
            if word == "thousand":
                total, current = total + current, 0
        elif word == "and" and last == "scale" and _number_follows(words, at):
            pass
        else:
            break
        seen = True
        at += 1
        if total + current > 10**_MOST_DIGITS:
            return None
    if last == "ten" and at < len(words) and words.gaps[at] in _JOINS and words.lower[at] in _ORDINALS:
        return None  # "twenty-first century districts"
    return (total + current, at) if seen else None


def _number_follows(words: TokenizedText, at: int) -> bool:
    after = at + 1
    is_joined = after < len(words) and words.gaps[after] == " "
    return is_joined and (words.lower[after] in _UNITS or words.lower[after] in _TENS)


def _can_be_a_count(words: TokenizedText, place: int, after: int, number: int) -> bool:
    """Whether the number can count something: not an amount, range, label, year, fraction, or the pronoun "one"."""
    if number < 2:
        return False
    digits = words.words[place]
    if after == place + 1 and len(digits) == 4 and digits.isdecimal() and 1900 <= number < 2100:
        return False  # a year
    gap = words.gaps[place]
    if gap == "-" and place and _starts_a_range(words.words[place - 1]):
        return True
    if gap and not (gap[-1].isspace() or gap[-1] in "(\"'“‘[—*_>"):
        return False
    if place == 0:
        return True
    before, is_close = words.lower[place - 1], gap == " "
    if is_close and before in _LABELS:
        return False
    if is_close and place >= 2 and before in ("in", "of", "through", "to"):
        # "one in ten", "nine out of ten", "K to 12"
        earlier = words.lower[place - 2]
        if before == "in" and (earlier in _UNITS or earlier.isdecimal()):
            return False
        if earlier == "out" or earlier in ("k", "pk", "kindergarten"):
            return False
    return True


def _starts_a_range(word: str) -> bool:
    """Whether a range such as "20-30 districts" begins with this number; not K-12, grades 6-12, or the year 2026-27."""
    return word.isdecimal() and len(word) <= 3 and int(word) > 12


def _noun_after(words: TokenizedText, after: int) -> tuple[str, int] | None:
    """The noun that a number counts, at most two words later, and the position after it."""
    at = _skip_repetition(words, after)
    is_hyphened, is_of_another_body, between = True, False, 0
    while at < len(words) and between <= _MOST_WORDS_BETWEEN:
        gap, word = words.gaps[at], words.lower[at]
        is_joined = gap in _JOINS or (gap == ", " and between > 0) or (gap in ("+ ", ") ") and not between)
        if not is_joined:
            return None
        is_hyphened = is_hyphened and gap == "-"
        if word in NOUNS:
            if is_of_another_body and word.startswith("member"):
                return None
            if _is_counted(words, at, is_hyphened=is_hyphened):
                return NOUNS[word], at + 1
            if word.endswith("s"):
                return None
        if between == 0 and _is_part_of_all(words, at):
            at, between = at + 2, 2
            continue
        if word in BREAKS or word in _NOT_SCHOOL_DISTRICTS or is_number(words, at):
            return None
        is_of_another_body = is_of_another_body or word in BODIES
        is_one_word = gap == "-" and between > 0  # "high-need"
        at, between = at + 1, between + (0 if is_one_word else 1)
    return None


def _skip_repetition(words: TokenizedText, after: int) -> int:
    """The position after the figures in "twelve (12) districts"."""
    if after + 1 < len(words) and words.gaps[after] == " (" and words.words[after].isdecimal():
        return after + 1 if words.gaps[after + 1] == ") " else after
    return after


def _is_part_of_all(words: TokenizedText, at: int) -> bool:
    """Whether "of the", "of our", or "or more" follows the number: "12 of our districts" still counts districts."""
    if at + 1 >= len(words) or words.gaps[at + 1] != " ":
        return False
    pair = words.lower[at], words.lower[at + 1]
    return pair in (("of", "the"), ("of", "our"), ("of", "these"), ("or", "more"))


def is_number(words: TokenizedText, at: int) -> bool:
    """Whether the word at this position is a number, in figures or words."""
    return words.lower[at] in _NUMBER_WORDS or words.lower[at].isdecimal()


def _is_counted(words: TokenizedText, at: int, *, is_hyphened: bool) -> bool:
    """Whether the noun at this position is what the number counts."""
    word = words.lower[at]
    following = words.lower[at + 1 : at + 5]
    gaps = words.gaps[at + 1 : at + 6]
    if word.startswith("member") and _are_of_another_body(following, gaps):
        return False
    if word.endswith("s"):
        return True
    if at + 1 < len(words) and words.lower[at + 1] in NOUNS and words.gaps[at + 1] in _JOINS:
        return False  # "member districts": the second noun is counted
    return is_hyphened or (bool(following) and gaps[0] in _JOINS and following[0] in _GROUPS)


def _are_of_another_body(following: tuple[str, ...], gaps: tuple[str, ...]) -> bool:
    """Whether the members are those of a board or team: "a nine-member steering committee"."""
    near = 0
    while near < min(3, len(following)) and gaps[near] in _JOINS:
        if following[near] in BODIES:
            return near < 2 or following[0] == "of"
        if near and following[near] in ("of", "in", "and", "who", "that"):
            return False
        near += 1
    return False
