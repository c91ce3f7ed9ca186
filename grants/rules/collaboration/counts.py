"""Numbers of members and districts in prose: "27 districts", "our twelve partner districts", "a 30-member network"."""

from dataclasses import dataclass

from grants.rules.collaboration.words import Words, vocabulary

_UP_TO_NINETEEN = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen
"""
_UNITS = {word: number for number, word in enumerate(_UP_TO_NINETEEN.split())}
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 1000}
_IN_WORDS = frozenset((*_UNITS, *_TENS, *_SCALES))
_ORDINALS = vocabulary("first second third fourth fifth sixth seventh eighth ninth")
_JOINTS = (" ", "-")
_MOST_WORDS_BETWEEN = 2
_MOST_DIGITS = 9

NOUNS = {"member": "members", "members": "members", "district": "districts", "districts": "districts"}
_TOTAL = frozenset({"our", "the", "these", "all"})
# A number right after one of these is a label or a day, not a count: "grade 12", "Year 2", "June 30".
_LABELS = vocabulary(
    """january february march april may june july august september october november december jan feb mar apr jun jul aug
    sep sept oct nov dec grade grades year phase tier section region area level round stage part article title
    chapter page no number version route room age ages quarter semester week day month step goal objective appendix
    table figure element activity district contract class unit wave cohort k pk"""
)
# These between a number and the noun say that something else is counted: "30 teachers in districts".
BREAKS = vocabulary(
    """a an the in of from across for and or nor but per to by with within at on as is are was were be that which who
    whose when where while if than then so not each every all both any some no our these their its his her your this
    those between among through during before after until since about into via including do does did has have had will
    can may must shall should would could percent schools buildings teachers students pupils learners children
    families parents coaches aides leaders principals superintendents people staff staffs courses classes classrooms
    seats credits grades years months weeks days hours minutes times periods semesters meetings visits sessions miles
    dollars counties states sites buses devices licenses licences rooms labs partners agencies"""
)
# Members of these are not members of the consortium; "27 public school districts" are districts all the same.
BODIES = vocabulary(
    """board boards committee committees subcommittee council councils team teams panel panels commission faculty staff
    community family families crew jury cabinet union class club clubs household cohort audience public band choir
    cast congress legislature senate house workgroup"""
)
# A singular noun after a number without a hyphen counts only before one of these: "a 27 district consortium".
_GATHERINGS = vocabulary(
    "consortium network collaborative partnership cooperative coop alliance coalition compact league group"
)
_NOT_SCHOOL_DISTRICTS = vocabulary("congressional legislative senate house judicial water conservation")


@dataclass(frozen=True)
class Count:
    """A stated number. `first` and `last` are word places; `is_total` when it follows our, the, these or all."""

    number: int
    noun: str  # "members" or "districts"
    is_total: bool
    first: int
    last: int


def counts_in(words: Words) -> list[Count]:
    """The numbers of members and districts that a text states, in its order."""
    counts, after = [], 0
    for place, word in enumerate(words.lower):
        if place < after or not (word in _IN_WORDS or word.isdecimal()):
            continue
        read = _number_at(words, place)
        if read is None:
            continue
        number, after = read
        noun = _noun_after(words, after) if _is_free(words, place, after, number) else None
        if noun and words.sentence_of[place] == words.sentence_of[noun[1] - 1]:
            first = place - 1 if place and words.gaps[place] == " " and words.lower[place - 1] == "a" else place
            follows = words.lower[place - 1] if place and words.gaps[place] == " " else ""
            counts.append(Count(number, noun[0], follows in _TOTAL, first, noun[1]))
    return counts


def _number_at(words: Words, place: int) -> tuple[int, int] | None:
    """A number that begins here, in figures or words, and the place after it."""
    if words.lower[place] in _IN_WORDS:
        return _number_words_at(words, place)
    return _figures_at(words, place) if words.words[place].isdecimal() else None


def _figures_at(words: Words, place: int) -> tuple[int, int] | None:
    digits = words.words[place]
    after = place + 1
    while after < len(words) and words.gaps[after] == "," and len(words.words[after]) == 3:
        if not words.words[after].isdecimal() or len(digits) > _MOST_DIGITS:
            break
        digits += words.words[after]
        after += 1
    return (int(digits), after) if len(digits) <= _MOST_DIGITS else None


def _number_words_at(words: Words, place: int) -> tuple[int, int] | None:
    total = current = 0
    at, seen = place, False
    last = ""  # unit, ten, scale
    while at < len(words):
        if seen and words.gaps[at] not in _JOINTS:
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
    if last == "ten" and at < len(words) and words.gaps[at] in _JOINTS and words.lower[at] in _ORDINALS:
        return None  # "twenty-first century districts"
    return (total + current, at) if seen else None


def _number_follows(words: Words, at: int) -> bool:
    after = at + 1
    is_joined = after < len(words) and words.gaps[after] == " "
    return is_joined and (words.lower[after] in _UNITS or words.lower[after] in _TENS)


def _is_free(words: Words, place: int, after: int, number: int) -> bool:
    """Whether the number may count something: no amount, range, label, year, fraction or the pronoun "one"."""
    if number < 2:
        return False
    digits = words.words[place]
    if after == place + 1 and len(digits) == 4 and digits.isdecimal() and 1900 <= number < 2100:
        return False  # a year
    gap = words.gaps[place]
    if gap == "-" and place and _begins_a_range(words.words[place - 1]):
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


def _begins_a_range(word: str) -> bool:
    """ "20-30 districts"; but not K-12, grades 6-12 or the year 2026-27."""
    return word.isdecimal() and len(word) <= 3 and int(word) > 12


def _noun_after(words: Words, after: int) -> tuple[str, int] | None:
    """The noun that a number counts and the place after it, with at most two words in between."""
    at = _after_repetition(words, after)
    is_hyphened, is_of_a_body, between = True, False, 0
    while at < len(words) and between <= _MOST_WORDS_BETWEEN:
        gap, word = words.gaps[at], words.lower[at]
        is_joined = gap in _JOINTS or (gap == ", " and between > 0) or (gap in ("+ ", ") ") and not between)
        if not is_joined:
            return None
        is_hyphened = is_hyphened and gap == "-"
        if word in NOUNS:
            if is_of_a_body and word.startswith("member"):
                return None
            if _is_counted(words, at, is_hyphened=is_hyphened):
                return NOUNS[word], at + 1
            if word.endswith("s"):
                return None
        if between == 0 and _are_of_the_whole(words, at):
            at, between = at + 2, 2
            continue
        if word in BREAKS or word in _NOT_SCHOOL_DISTRICTS or is_number(words, at):
            return None
        is_of_a_body = is_of_a_body or word in BODIES
        is_one_word = gap == "-" and between > 0  # "high-need"
        at, between = at + 1, between + (0 if is_one_word else 1)
    return None


def _after_repetition(words: Words, after: int) -> int:
    """Past the figures in "twelve (12) districts"."""
    if after + 1 < len(words) and words.gaps[after] == " (" and words.words[after].isdecimal():
        return after + 1 if words.gaps[after + 1] == ") " else after
    return after


def _are_of_the_whole(words: Words, at: int) -> bool:
    """ "of the", "of our" or "or more" right after a number: "12 of our districts" still counts districts."""
    if at + 1 >= len(words) or words.gaps[at + 1] != " ":
        return False
    pair = words.lower[at], words.lower[at + 1]
    return pair in (("of", "the"), ("of", "our"), ("of", "these"), ("or", "more"))


def is_number(words: Words, at: int) -> bool:
    return words.lower[at] in _IN_WORDS or words.lower[at].isdecimal()


def _is_counted(words: Words, at: int, *, is_hyphened: bool) -> bool:
    """Whether the noun at this place is what the number counts."""
    word = words.lower[at]
    following = words.lower[at + 1 : at + 5]
    gaps = words.gaps[at + 1 : at + 6]
    if word.startswith("member") and _belong_to_a_body(following, gaps):
        return False
    if word.endswith("s"):
        return True
    if at + 1 < len(words) and words.lower[at + 1] in NOUNS and words.gaps[at + 1] in _JOINTS:
        return False  # "member districts": the second noun is counted
    return is_hyphened or (bool(following) and gaps[0] in _JOINTS and following[0] in _GATHERINGS)


def _belong_to_a_body(following: tuple[str, ...], gaps: tuple[str, ...]) -> bool:
    """ "a nine-member steering committee", "seven members of the board"."""
    near = 0
    while near < min(3, len(following)) and gaps[near] in _JOINTS:
        if following[near] in BODIES:
            return near < 2 or following[0] == "of"
        if near and following[near] in ("of", "in", "and", "who", "that"):
            return False
        near += 1
    return False
