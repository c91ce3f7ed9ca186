"""Numbers in a text, in figures and in words."""

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
_MOST_DIGITS = 9


def is_number(words: TokenizedText, at: int) -> bool:
    """Whether the word at this position is a number, in figures or words."""
    return words.lower[at] in _NUMBER_WORDS or words.lower[at].isdecimal()


def number_places(words: TokenizedText) -> list[int]:
    """The positions of all words that are numbers."""
    return [at for at, word in enumerate(words.lower) if word in _NUMBER_WORDS or word.isdecimal()]


def number_at(words: TokenizedText, place: int) -> tuple[int, int] | None:
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


def is_small_number(word: str) -> bool:
    """Whether a word is a number below twenty in words, or one in figures."""
    return word in _UNITS or word.isdecimal()
