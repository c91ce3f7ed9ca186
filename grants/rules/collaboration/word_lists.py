"""Words around a name that show what it means."""

from grants.rules.collaboration.tokens import word_set

# A capitalized name followed by one of these is the name of a place.
PLACES = word_set(
    """street avenue road lane drive boulevard pike highway route turnpike court place square bridge river creek lake
    pond hill hills mountain county counties township townships village cemetery park forest caverns trail canal
    island bay falls crossing depot apartments estates expressway parkway farm exit shoreline metroparks"""
)
# ... and by one of these, in either case, the name of another organization.
BODIES_AFTER = word_set(
    """university college hospital church chapel parish methodist baptist lutheran catholic mennonite presbyterian
    conservatory institute library museum bank company corporation inc llc association foundation club rotary lions
    kiwanis grange gazette herald news times press dispatch plant factory mill mills works dealership store farms
    co-op cooperative bureau department clinic lodge league society conference hotel diner cafe restaurant
    orchard nursery brewery newspaper radio festival fair trip trips team players fans"""
)
PEOPLE_AFTER = word_set("brothers sisters family twins boys girls cousins estate")
TITLES = word_set(
    """mr mrs ms miss mx dr rev reverend pastor father sister brother coach capt captain sgt sheriff judge senator
    representative governor mayor professor prof officer chief deacon principal superintendent treasurer president
    principals aunt uncle grandma grandpa director"""
)
# Titles of people who work at schools: "Mr. Bell of Oxcart will teach".
STAFF_TITLES = word_set("mr mrs ms miss mx dr coach professor prof principal superintendent treasurer director")
CALENDAR = word_set(
    """january february march april may june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday christmas easter thanksgiving spring summer fall autumn winter"""
)
# Before a month or a day: "in March" Oxcart, but "by June Oxcart" may be a person.
BEFORE_DATES = word_set(
    "in on since until till through every each next this last late early mid starting beginning come during before"
)
FIRST_NAMES = word_set(
    """james john robert michael william david richard joseph thomas charles christopher daniel matthew anthony mark
    donald steven paul andrew joshua kenneth kevin brian george edward ronald timothy jason jeffrey ryan jacob gary
    nicholas eric jonathan stephen larry justin scott brandon benjamin samuel gregory frank raymond patrick jack
    dennis jerry tyler aaron henry jose adam nathan zachary kyle walter harold carl roger keith jeremy lawrence sean
    albert willie ralph roy eugene randy howard fred dan tom jim joe bill bob mike dave ed sam ben mary patricia
    jennifer linda elizabeth barbara susan jessica sarah karen nancy lisa betty margaret sandra ashley kimberly emily
    donna michelle carol amanda melissa deborah stephanie rebecca laura sharon cynthia kathleen amy angela shirley anna
    brenda pamela emma nicole helen samantha katherine christine debra rachel carolyn janet catherine maria heather
    diane ruth julie olivia joyce virginia kelly lauren christina joan evelyn judith megan andrea cheryl hannah
    jacqueline martha gloria teresa ann sara madison frances kathryn janice jean abigail alice judy sophia grace denise
    amber doris marilyn danielle beverly isabella theresa diana natalie brittany charlotte marie kayla alexis lori
    sandy ellen rose jane sue peggy kathy cindy"""
)
# Words about schools, in either case: "Kent’s superintendent", "the Highland school board".
SCHOOL_WORDS = word_set(
    """school schools district districts superintendent superintendents treasurer principal principals teacher teachers
    student students pupil pupils board boards curriculum counselor counselors librarian faculty high middle elementary
    bus buses junior senior seniors juniors graders classroom classrooms levy choir band administrators guidance"""
)
CHILDREN = word_set("kids children boys girls youngsters teens teenagers sophomores freshmen seniors juniors learners")
# Between a possessive and what belongs to it: "its ninth graders", "Bend’s retired choir director".
_ANY = ""
NEXT_TO_SCHOOLS = word_set("school schools district districts superintendent superintendents treasurer principal")
GIVING = word_set(
    """give gives gave given send sends sent lend lends lent provide provides provided offer offers offered supply
    supplies supplied furnish furnishes contribute contributes contributed bring brings brought share shares shared host
    hosts hosted teach teaches taught train trains trained donate donates donated loan loans loaned join joins joined
    participate participates participated employ employs promised
    giving sending lending providing offering supplying furnishing contributing bringing sharing hosting teaching
    training donating loaning joining participating"""
)
DOING = GIVING | word_set(
    """has have had will would shall can may must pays pay paid keeps keep kept opens open opened takes take took gets
    get got hires hire hired adds add added runs run ran leads lead led serves serve served uses use used supports
    support supported receives receive received agrees agree agreed holds hold held makes make made buys buy bought
    owns own owned is was and takes puts put already does did needs need wants want coordinates coordinate handles
    manages sits seats starts started ships stores houses house administers administer places sells sell bills bill"""
)
HELPERS = word_set(
    "will would shall can may has have had also then now already each all both to not and is are was be been"
)
DETERMINERS = word_set("the a an our this that each every no any its their his her my your some another these those")
SMALL = word_set("and of the in at on for de la")
# Words that begin a sentence with a capital letter and aren't part of a name.
STARTERS = word_set(
    """the a an and or but nor so yet if in on at by for from to of with without within as is are was were be we our us
    i you your they their them he she it its his her this that these those there here when where while who what why how
    which whose all any each every both neither either no not some many most few several one two three four five six
    seven eight nine ten eleven twelve after before since until during because although though however then thus also
    only even still just like unlike near under over between among through across about against along around behind
    beside beyond into onto off out past toward towards up upon via per plus students teachers superintendents pupils
    districts schools members neighboring nearby neighbor neighbors another other last next first second third
    together today now once perhaps maybe yes monday tuesday wednesday thursday friday saturday sunday spring summer
    fall winter let thank thanks dear see host hosts total district member school fiscal agent lead"""
)
PLACE_PREPOSITIONS = word_set(
    "in near through past outside toward towards around inside beyond into across above below"
)
DIRECTION_WORDS = word_set("north south east west upper lower old new big little great greater lake fort mount saint")
GEOGRAPHY = word_set(
    """river creek lake lakes hill hills valley falls county bay island springs mountain point prairie plains run
    township"""
)
# Names of districts that are also ordinary English words.
ORDINARY = word_set(
    """alliance field union lake green liberty united central southern northern eastern western southeast southwest
    southeastern southwestern northeastern northwestern northwest northeast highland highlands riverside lakeside valley
    plain plains pleasant independence freedom continental frontier champion cardinal orange evergreen keystone parkway
    triad bright bath brown clay noble heath kings hope grant winter summer spring fall autumn may march august june
    mercy unity summit harmony heritage pioneer legacy horizon crossroads gateway enterprise providence prospect river
    rivers hill hills forest park mason marshall page bishop baker carpenter cook fisher hunter miller potter shepherd
    smith turner weaver price rice rose ivy fern garden gardens glass buckeye eagle falcon hawk star north south east
    west center home house mills mill bridge ford port harbor bay beach ocean sand stone rock iron silver gold golden
    white black gray grey red blue council congress state county township city village town community center school
    trinity grace faith charity ready early able wells walker young small long strong short good best new old"""
)
DECLINED = (
    "declined", "withdrew", "dropped out", "opted out", "chose not", "decided not", "decided against", "turned us down",
    "turned down", "said no", "no longer", "once took part", "used to take part", "used to be", "used to belong",
    "was a member", "were members", "were a member", "until", "left the", "left us", "left in", "left the consortium",
    "did not join", "does not take part", "do not take part", "did not take part", "does not participate",
    "isn't a member", "is not a member", "are not members", "aren't members", "is not part", "isn't part", "not join",
    "formerly", "former member", "pulled out", "has left", "have left", "without", "not taking part", "will not",
    "considered joining", "thought better", "passed on", "stayed out", "stays out", "may join", "might join",
    "was asked", "were asked", "was invited", "were invited", "bowed out", "thanked us",
    "maybe next year", "perhaps next year",
    "maybe later", "perhaps later", "not this year", "not yet",
)  # fmt: skip
# In a sentence about "it" after the one with the name, these may have nothing to do with taking part.
DECLINED_IN_ITS_SENTENCE = frozenset(("until", "without", "will not", "left the", "left in", "passed on", "formerly"))
