"""What the subject of a clause does now or will do, read from the form of the verb, so that any verb counts.

The verbs that give no part in a project are the closed class: they tell of places, rivalry, size, thought, and ends.
"""

import itertools
import re

from grants.rules.collaboration.tokens import word_set
from grants.rules.collaboration.word_lists import CHILDREN, SCHOOL_WORDS

_WORD = re.compile(r"'s\b|[\w'-]+|[^\w\s]")
_ADVERBS = word_set(
    """also now already all both each even too then still always again kindly gladly graciously generously
    quietly together alone twice often usually regularly just only simply either jointly currently soon later always
    here there today themselves itself"""
)
_MODALS = word_set("will shall must can 'll")
_BE = word_set("is are am be 're being")
_HAVE = word_set("has have 've")
_AUXILIARIES = _MODALS | _BE | _HAVE | word_set("do does may might could would")
_AFTER_IS = word_set("taught paid held led run built kept our the one part in on with to among aboard up")
_COMMON_VERBS = word_set("send get take give write run make keep drive join ride read learn")
_NOT = word_set(
    "not never n't neither nor cannot no hardly without ain't isn't aren't doesn't don't won't can't hasn't haven't"
)
# Before a noun, after a verb: with one of these next, a word in its plain form is a verb ("they write it").
_AFTER_VERB = word_set(
    """a an the its their our us his her my your this that these those it them him one two three four five six seven
    eight nine ten half all both each every any some many most as in on up out over off down with for to at from by
    back around through along toward towards alongside beside together what whatever into and or more double"""
)
_NOT_A_VERB = word_set(
    """and or but nor so yet of in on at to for from by with as than that which who whose when where while if because
    since though although until before after the a an its their our his her my your this these those it they we i he
    she you us them not no more less about across among around between near over under without within like unlike
    into onto during toward towards per via plus who's there here what how why one two three four five six seven
    eight nine ten years months"""
)
_PLURALS = CHILDREN | word_set(
    """schools districts superintendents principals teachers students pupils boards counselors buses seniors juniors
    graders classrooms administrators people folks scholars welders apprentices vans trucks drivers aides coaches
    tutors nurses clerks instructors youngsters parents families cooks specialists mechanics women men ladies staff
    faculty crew musicians singers readers players"""
)
_NOUNS_IN_S = (
    SCHOOL_WORDS
    | _PLURALS
    | word_set(
        """its his this us yes less class glass bus business process across perhaps always ours theirs news series
        means mathematics physics economics civics sometimes besides towards afterwards plus thus as"""
    )
)
_PEOPLE = word_set(
    """teacher student pupil child junior senior instructor tutor counselor nurse aide coach librarian superintendent
    principal mechanic cook clerk driver director trainer colleague counterpart counterparts colleagues office desk
    those one two ones specialist kid seat places seats quarter third half van group team crew section"""
)
_GIVERS_PEOPLE = (_PEOPLE | _PLURALS) - word_set("superintendent superintendents principal principals boards students")
_PAST = word_set(
    """was were had did went took gave beat won lost came left held made said told sent built bought sold ran began kept
    met paid taught found thought brought tried rose fell grew knew saw wrote drew spoke broke chose got let
    sat led lent heard meant felt became used once hit struck fought caught sued"""
)
_NEVER_PASSIVE = word_set(
    "was were had did went came left ran began sat fell grew moved joined graduated retired learned"
)
# None of these verbs gives a part in a project, whatever follows.
_NO_PART = re.compile(
    r"^(?:thank|congratulat|prais|compliment|greet|declin|refus|withdr|oppos|border|adjoin|surround|lie(?:s|$)|lies|"
    r"compet|play|win|beat|defeat|rival|lose|"
    r"clos|"
    r"merg|consolidat|dissolv|shut|spend|want|hop(?:e|es|ing)$|wish|consider|ponder|wonder|differ|remain|look|seem|"
    r"appear|"
    r"fac(?:e|es|ing)$|struggl|cost|sue|ask|say|think|believe|tell|know|follow|resembl|reports?$|claim|boast|brag|"
    r"envy|"
    r"lack|need|suffer|grow|shrink|own|deserv|watch|wait|remember|celebrat|hate|love|like|admir|fear|doubt|"
    r"lur|poach|recruit|leav|live|sit(?:s|$)|stand(?:s|$)|flood|burn|rank|score|finish|practic|come from|matter|"
    r"exist|"
    r"happen|depend|start(?:s|ed)?$|end(?:s|ed)?$|fail|pass(?:es|ed)?$|vot(?:es|e)? down|rises?$|falls?$|quit|"
    r"go(?:es)?$|move|mean)"
)
# ... but these do if they say that it is done with us, or in the project.
_WITH_US = re.compile(
    r"\b(?:with|alongside|beside|among|as|for|between|to|like|in) (?:\w+ ){0,3}?(?:us|ours|our \w+|them all|"
    r"everyone else|"
    r"everybody else|the (?:rest|others|other \w+))\b|\b(?:on|in|at) (?:the|our|this) (?:[\w-]+ )?"
    r"(?:committee|council|table|board|sections?|lab|project|class|course|program)\b"
)
_ALSO_WITH_US = re.compile(
    r"^(?:sit|stand|play|go|come|finish|look|live|start|score|count|need|pass|grow|practic|wait)"
)
_COMPARED = re.compile(
    r"\b(?:than|much like|just like|similar|of (?:its|their) own\b(?! \w)|(?:twice|half) what|bigger|smaller|better|"
    r"worse|"
    r"as (?:good|bad|big|small|many|much|large|well) as|on the same \w+ as|(?:its|their) own (?:consortium|network|"
    r"partnership|program|project|grant|application|clinic|pool)|another (?:consortium|network|partnership)|away|"
    r"(?:before|after|when|like|as) we (?:do|did|are|have|can)|"
    r"(?:from|against) us|elsewhere)\b"
)
_LIKE_OURS = re.compile(
    r"\b(?:(?:much|just|rather|something) like|similar to|along the lines of)\b|"
    r"\b(?:runs?|has|have|offers?|operates?|boasts?) (?:an?|its own|their own) (?:[\w-]+ ){0,3}(?:program|school|"
    r"clinic|"
    r"consortium|academy)\b(?!.{0,60}\b(?:us|our|ours|we)\b)"
)
_THINGS = (
    r"(?:sections?|seats?|sessions?|class(?:es)?|courses?|labs?|clinics?|workshops?|cohort|committee|calendar|grant|"
    r"project|program|consortium|partnership|network|collaborative|vans?|bus(?:es)?|route|lessons?|rooms?|fees?|"
    r"schedule|chairs?|table|"
    r"agreement|plan|platform|server|students|pupils|trainees|tutors?|audits?|shop|instructors?|van|payroll|books|"
    r"goals?|targets?|totals?|budget|training|contract|evaluation|coach(?:es)?|mentors?|team)"
)
_OF_PROJECT = re.compile(rf"\b(?:the|this|that|each|every|these|those|both|same|our)(?: [\w'-]+){{0,2}} {_THINGS}\b")
_AT_OURS = re.compile(rf"\b(?:at|near|behind|past|beside|across from|opposite) our (?!(?:\w+ )?{_THINGS})\w+")
_TIED = re.compile(
    r"\b(?:us|we|our|ours|ourselves|we're|we've|we'll|everyone else|everybody else|the rest|the (?:other|"
    r"remaining) \w+|"
    r"each other|one another|the members|the partners|(?:the|this|that|each|every|these|those|both|same)"
    rf"(?: [\w'-]+){{0,2}} {_THINGS})\b"
)
# "It grades the essays": what has been spoken of.
_DOES_THE = re.compile(
    r"^(?:(?:also|will|shall|then|even) )*(?!is |are |has |have )[a-z-]+ (?:up |out |"
    r"in )?(?:(?:an? )?[a-z]+ of )?the (?!league|county|"
    r"state|region|nation|way|"
    r"pack|same|other|river|world|road|day|year|valley|most|best|next|first|largest|biggest|law|market|area|city|"
    r"town)[a-z]+\b"
)
_FELLOWS = re.compile(
    r"\b(?:all (?:\w+ )?of us|(?:each|both|most|any) of us|the rest(?: of us)?|everyone else|everybody else|"
    r"the (?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve) of us|the other (?:\w+ )?(?:members|"
    r"partners|"
    r"districts|boards|two|three|four|five|six|seven|eight|nine|ten)|with ours|as ours|alongside ours|beside ours)\b"
)
_OF_SCHOOLS = re.compile(
    r"(?<!our )(?<!us )\b(?:students?|pupils|children|juniors|seniors|sophomores|freshmen|graders|teachers?|"
    r"instructors?|tutors?|"
    r"counselors?|librarians?|nurses?|principal|superintendent|classrooms?|seats?|sections?|courses?|vote|schedule|"
    r"gym|"
    r"gymnasium|kindergart\w+|choir|curriculum)\b"
)
# What one has in a plan: a vote, a seat, a day.
_HOLDS = re.compile(
    r"\bha(?:s|ve) (?:[\w-]+ ){0,3}(?:votes?|seats?|places?|chairs?|slots?|say|turns?|keys?|share|part|role|(?:mon|"
    r"tues|wednes|thurs|fri|"
    r"satur|sun)days?)\b| in it\b"
)
_GIVES = re.compile(
    r"^(?:(?:now|also|will|shall|already) )*(?:sends?|gives?|lends?|provides?|suppl(?:y|ies)|hosts?|contributes?|"
    r"shares?|"
    r"joins?|brings?) (?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|\d+|its|their|us|our|in|half|all)\b"
)
# "Is in for two tutors" and "is down for a half-time aide," but not "is in for a hard winter".
_IS_IN_FOR = re.compile(
    r"^(?: schools| district)? (?:is|are)(?: also| now)? (?:in|down|good) for (?P<many>(?:an?|one|two|three|four|five|"
    r"six|seven|eight|nine|ten|half|\d+|its|their) )?(?P<what>(?:[\w'-]+ ?){1,5})"
)
_PERHAPS = re.compile(
    r"^(?:may|might|could|would|can) (?:\w+ )?(?:come|follow|join|be (?:added|next|asked)|take part|want|yet|decide|"
    r"apply|"
    r"consider|change)"
)
_INSERTED = re.compile(r"^\s*(?:\([^()]*\)|,[^,;.()]{1,70},(?= )|\s[—–]\s?[^—–]{1,70}[—–])")
_RELATIVE = re.compile(r"^,? (?:which|who|that|whose(?P<owned>(?: [\w'-]+){1,3}?))(?= )")
_KIND = re.compile(r"^ (?:school )?(?:schools|districts?)\b(?! [\w'-]+s\b)")
_PRONOUN = re.compile(
    r"(?:^\W*|[,;:—–] ?(?:and |but |so |while )?|\b(?:and|but|because|since|where|as|so) )"
    r"(?P<who>(?:it|they)(?='| |,)|(?:its|their) )"
)


def does_something(after: str, *, is_tied: bool, is_plural: bool = False) -> bool:
    """Whether what follows a subject, in lowercase, says that it does something now or later that is a part in a plan.

    If nothing else ties it to the plan, it must be done to what has been spoken of: "grades the essays".
    """
    if (pledged := is_pledged(after)) is not None:
        return pledged
    rest, inserted = _without_insertions(_KIND.sub("", after))
    found = [_predicate(rest, is_plural=is_plural), *map(_of_relative, inserted), _of_relative(rest)]
    return any(
        phrase and (is_tied or _DOES_THE.match(phrase) or _HOLDS.search(phrase) or _GIVES.match(phrase))
        for phrase in found
    )


def says_of_it(following: str, *, is_tied: bool) -> bool:
    """Whether a clause about "it," "they," or "their teacher" says so."""
    for match in _PRONOUN.finditer(following):
        who = match["who"]
        is_owned = who in ("its ", "their ")
        rest = following[match.end() :]
        if does_something(f"'s {rest}" if is_owned else rest, is_tied=is_tied, is_plural=who == "they"):
            return True
    return False


def is_tied(text: str) -> bool:
    """Whether words in lowercase tie what is said to the project: "us," "our," "each section"."""
    text = _AT_OURS.sub("", text)
    return _TIED.search(text) is not None


def is_about_the_project(text: str) -> bool:
    """Whether words in lowercase name a thing of the project: "each section," "the steering committee"."""
    return _OF_PROJECT.search(text) is not None


def verb_phrase(after: str) -> str | None:
    """What follows a subject from its first verb on."""
    words = _WORD.findall(_without_insertions(after)[0])[:40]
    at = _verb_at(words, is_plural=False)
    return None if at is None else " ".join(words[at:]).replace(" 's", "'s").replace(" ,", ",")


def is_left_undone(after: str) -> bool:
    """Whether the first verb after a subject is in the past, denied, or only perhaps about joining."""
    words = _WORD.findall(_without_insertions(after)[0])[:12]
    at = _verb_at(words, is_plural=False)
    if at is None:
        return False
    if _LIKE_OURS.search(after):
        return True
    is_past_form = words[at] in _PAST or words[at].endswith("ed")
    return is_past_form or bool(_PERHAPS.match(" ".join(words[at:]))) or any(w in _NOT for w in words[at : at + 2])


def is_among_us(text: str) -> bool:
    """Whether words in lowercase count a subject with the members, or name what only schools have."""
    return _FELLOWS.search(text) is not None or _OF_SCHOOLS.search(text) is not None


def is_of_schools(noun: str) -> bool:
    """Whether a noun in lowercase is about schools or their people, so that what follows "of" or "at" is a district."""
    noun = noun.rpartition("-")[2]  # "ninth-graders"
    return noun in SCHOOL_WORDS or noun in _PLURALS or noun in _PEOPLE


def is_pledged(after: str) -> bool | None:
    """Whether "is in for" or "is down for" is about a giver's people or things; None if neither follows."""
    match = _IS_IN_FOR.match(after)
    if match is None:
        return None
    given = list(itertools.takewhile(lambda word: word not in _NOT_A_VERB, match["what"].split()))
    return bool(match["many"] and given) and "new" not in given and given[-1] in _GIVERS_PEOPLE


def is_past(clause: str) -> bool:
    """Whether a clause, in lowercase, is about the past: a past form without "is," "are," or "be" before it."""
    words = clause.split()
    for at, word in enumerate(words):
        if word in _PAST or (word.endswith("ed") and len(word) > 4):
            before = words[max(0, at - 3) : at]
            if word not in _NEVER_PASSIVE and words[at + 1 : at + 2] and words[at + 1] in ("by", "from", "with"):
                continue
            if word in ("was", "were", "had", "did") or not any(
                w in _BE or w in ("been", "get", "gets") for w in before
            ):
                return True
    return False


def _without_insertions(after: str) -> tuple[str, list[str]]:
    """What follows a subject without what is put in after it, and what is put in: "(…)", ", which …,", "— … —"."""
    inserted = []
    noun = re.match(r"^'s?(?: [\w'-]+){1,3}?(?=,| \()", after)
    if noun is None:
        noun = re.match(r"^ [\w-]+(?: [\w-]+)?(?=,[^,;.()]{1,70}, )", after)
        if noun and noun.group().split()[-1] not in _PLURALS | SCHOOL_WORDS:
            noun = None
    head, rest = (noun.group(), after[noun.end() :]) if noun else ("", after)
    while match := _INSERTED.match(rest):
        inserted.append(match.group())
        rest = rest[match.end() :]
        rest = rest if rest.startswith(" ") else f" {rest}"
    return head + rest, inserted


def _of_relative(part: str) -> str:
    match = _RELATIVE.match(part)
    if match is None:
        return ""
    owned = match["owned"]
    return _predicate(f"'s{owned}{part[match.end() :]}" if owned else part[match.end() :], is_plural=True)


def _predicate(after: str, *, is_plural: bool) -> str:
    """The first finite verb and what follows, if it is about now or later and may give a part."""
    after = re.split(r"[.;]|, (?:and|but|so|while|whereas) ", after)[0]
    words = _WORD.findall(after)[:16]
    at = _verb_at(words, is_plural=is_plural)
    if at is None or (at and words[at - 1] in _NOT):
        return ""
    phrase = " ".join(words[at:])
    if words[at] in _PAST or _PERHAPS.match(phrase) or _COMPARED.search(after) or _LIKE_OURS.search(after):
        return ""
    main = at
    while main < len(words) - 1 and (words[main] in _MODALS | _BE | _HAVE | _ADVERBS or words[main] in ("been", "to")):
        main += 1
    if any(word in _NOT for word in words[at : main + 2]) or "still" in words[max(0, at - 1) : main]:
        return ""
    is_blocked = _NO_PART.match(words[main]) and not (_ALSO_WITH_US.match(words[main]) and _WITH_US.search(after))
    if words[at] in _HAVE and main < len(words):
        is_done = main > at and (words[at + 1] == "been" or words[main].endswith(("ed", "en")) or words[main] in _PAST)
        is_blocked = is_done or not (_WITH_US.search(after) or _HOLDS.search(after))
    elif words[at] in _BE:
        is_blocked = is_blocked or not _is_doing_or_ours(words, main)
    return "" if is_blocked else phrase


def _is_doing_or_ours(words: list[str], main: int) -> bool:
    """Whether "is" has a participle, "our" or the like after it: "is lending," "are taught," "is the host"."""
    word = words[main]
    return word.endswith(("ing", "ed", "en")) or word in _AFTER_IS


def _verb_at(words: list[str], *, is_plural: bool) -> int | None:
    """The position of the first finite verb after a subject."""
    owned = words[:1] in (["'s"], ["'"])
    at = 1 if owned else 0
    for place in range(at, min(at + 5, len(words))):
        word = words[place]
        if word == "," and place > at:
            continue
        if not (word[0].isalpha() or word[0] == "'"):
            return None
        if word in _AUXILIARIES or word in _PAST:
            return place
        if word in _ADVERBS or word in _NOT:
            continue
        if word in _NOT_A_VERB:
            return None
        is_directly_after = not owned and place == at and word not in SCHOOL_WORDS
        if (is_plural or is_directly_after) and word not in _PLURALS and _is_plain_verb(words, place):
            return place
        if _has_ending_of_a_verb(word, is_owned=owned):
            return place
        is_plural = word in _PLURALS
    return None


def _has_ending_of_a_verb(word: str, *, is_owned: bool) -> bool:
    """Whether the word ends like "sends," or like "sent" and "lifted" if it follows the subject itself."""
    if word.endswith("ed") and len(word) > 4 and not is_owned:
        return True
    return word.endswith("s") and not word.endswith(("ss", "us", "'s")) and word not in _NOUNS_IN_S


def _is_plain_verb(words: list[str], place: int) -> bool:
    """Whether the word is a verb in its plain form, by the word after it: "write it," "hold all"."""
    word, following = words[place], words[place + 1] if place + 1 < len(words) else "."
    if (
        word.endswith(("ly", "s"))
        or (word.endswith("ed") and len(word) > 4)
        or (word.endswith("ing") and len(word) > 5)
    ):
        return False
    is_before_object = following in _AFTER_VERB or following.isdecimal() or (place > 0 and not following[0].isalpha())
    return is_before_object or word in _COMMON_VERBS
