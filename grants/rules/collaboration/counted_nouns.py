"""The noun that a number counts: districts, members, partners, or something else."""

from grants.rules.collaboration.numbers import is_number
from grants.rules.collaboration.tokens import TokenizedText, word_set

JOINS = (" ", "-")
NOUNS = {
    "member": "members", "members": "members", "partners": "partners", "partner": "partners",
    "district": "districts", "districts": "districts", "superintendents": "superintendents", "leas": "districts",
    "systems": "districts", "parties": "members",
}  # fmt: skip
SINGULAR = frozenset(("member", "partner", "district"))
# If one of these is between the number and the noun, something else is counted: "30 teachers in districts".
BREAKS = word_set(
    """a an the in of from across for and or nor but per to by with within at on as is are was were be that which who
    whose when where while if than then so not each every all both any some no our these their its his her your this
    those between among through during before after until since about into via including do does did has have had will
    can may must shall should would could percent schools buildings teachers students pupils learners children
    families parents coaches aides leaders principals people staff staffs courses classes classrooms
    seats credits grades years months weeks days hours minutes times periods semesters meetings visits sessions miles
    dollars counties states sites buses devices licenses licences rooms labs agencies"""
)
# Members of these are not members of the consortium. "27 public school districts" are districts all the same.
BODIES = word_set(
    """board boards committee committees subcommittee council councils team teams panel panels commission faculty staff
    community family families crew jury cabinet union class club clubs household cohort audience public band choir
    cast congress legislature senate house workgroup association alumni grange chamber society choral church parish
    trustees department voting quorum steering advisory student parent founding"""
)
GROUPS = word_set(
    "consortium network collaborative partnership cooperative coop alliance coalition compact group collaboration"
)
_NOT_SCHOOL_DISTRICTS = word_set("congressional legislative senate house judicial water conservation levee fire park")
# Words between the number and the noun with which it still means the whole consortium...
_WHOLE = word_set(
    """member partner participating cooperating local rural small school public consortium independent signatory
    city village appalachian high need poverty different separate sovereign neighboring equal voting area county
    consortial collaborating educational education adjoining adjacent union remote diverse unique k-12 of our
    the these"""
)


def noun_after(words: TokenizedText, after: int, most: int) -> tuple[str, int, bool] | None:
    """The noun that a number counts, the position after it, and whether a word before it may narrow it."""
    at = _skip_repetition(words, after)
    is_hyphened, is_of_another_body, is_vague, between = True, False, False, 0
    while at < len(words) and between <= most:
        gap, word = words.gaps[at], words.lower[at]
        is_joined = gap in JOINS or (gap == ", " and between > 0) or (gap in ("+ ", ") ") and not between)
        if not is_joined:
            return None
        is_hyphened = is_hyphened and gap == "-"
        if word in NOUNS and not (word == "systems" and words.lower[at - 1] != "school"):
            if is_of_another_body and (word.startswith(("member", "partner")) or word == "superintendents"):
                return None
            if _is_counted(words, at, is_hyphened=is_hyphened):
                return NOUNS[word], at + 1, is_vague
            if word.endswith("s"):
                return None
        if between == 0 and _is_part_of_all(words, at):
            at, between = at + 2, 2
            continue
        if word in BREAKS or word in _NOT_SCHOOL_DISTRICTS or is_number(words, at):
            return None
        is_of_another_body = is_of_another_body or word in BODIES
        is_vague = is_vague or (word not in _WHOLE and word not in NOUNS)
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


def _is_counted(words: TokenizedText, at: int, *, is_hyphened: bool) -> bool:
    """Whether the noun at this position is what the number counts."""
    word = words.lower[at]
    following = words.lower[at + 1 : at + 5]
    gaps = words.gaps[at + 1 : at + 6]
    if word.startswith("member") and _are_of_another_body(following, gaps):
        return False
    if word.endswith("s"):
        return True
    if at + 1 < len(words) and words.lower[at + 1] in NOUNS and words.gaps[at + 1] in JOINS:
        return False  # "member districts": the second noun is counted
    return is_hyphened or (bool(following) and gaps[0] in JOINS and following[0] in GROUPS)


def _are_of_another_body(following: tuple[str, ...], gaps: tuple[str, ...]) -> bool:
    """Whether the members are those of a board or team: "a nine-member steering committee"."""
    near = 0
    while near < min(4, len(following)) and gaps[near] in JOINS:
        if following[near] in BODIES:
            return near < 2 or following[0] == "of"
        if near and following[near] in ("in", "and", "who", "that"):
            return False
        near += 1
    return False
