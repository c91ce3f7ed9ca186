"""Invented names of places and people. No real district, school, town, or county has one of these place words in its name."""

import random
import re
from collections.abc import Iterator

# Each is made of two parts and is in no official list of agencies, schools, towns, or counties.
PLACE_WORDS = """
Crangate Belltrell Hawland Hickcombe Cranrick Mermore Ploverham Sedgecombe Dundale Quilwood Holnock Falmere
Elmsett Kenworth Walmont Rowham Verlock Caldnock Selstoke Flintgate Fernvale Kilover Brinthorpe Falcombe
Shervale Everstrand Bramdon Fernfell Amberfield Bellthorpe Hartshaw Ulltrell Sedgemere Penmont Marstrand
Mormore Flinthurst Torshaw Vancroft Brackvale Quilcroft Tansyworth Elmden Tallshaw Selington Tamsett
Farnfell Radwith Eversen Lothey Ploversett Cranland Lothmere Stonestoke Sorford Everwith Ullwith Penmark
Radwick Ranrick Bellden Brackmond Cranvale Tamwick Everford Wesfell Tamfield Falmore Warmore Talldell
Ploverfell Darnock Farnsen Roscroft Glentrell Ullmore Heronmore Morwick Elmnell Thornshaw Hartquist Oakmond
Lyndwick Glenbourn Herondon Chaldon Caldfield Hazelworth Sedgeley Tordell Wrenland Lyndey Larktrell
Ullbourn Hazeldon Hartfell Hawnock Barrowlock Tarcombe Halnock Larkstrand Junidell Vanley Lyndmore Pellwell
Quilfield Aldervale Farnholt Farnleigh Bramlock Brinshaw Stanmond Cedarton Grancroft Lyndthorpe Farnwick
Quilholt Kencombe Otterlow Cornrick Dellvale Cornmont Chalshaw Talwick Radcroft Tansystead Corholt
Briartrell Ottershaw Hazelford Rosmere Hartcombe Granwick Brinham Lothford Quilquist Ploverden Rosmont
Torvale Mordale Penstrand Sablemore Tallsett Darvale Tansyfield Flintworth Verdell Linmond Ottercombe
Quilmark Lyndleigh Tansyrick Cranbourn Larchden Hawshaw Shergate Heronwell Corbourn Selcombe Flintmore
Oaknock Brackmark Wesdale Evertrell Warwith Garmont Juniholt Quilmond Larchnock Cranshaw Holwick Hazelsett
Winmore Morover Mervale Hazelwith Yarmere Yarcombe Briarmond Carmond Rowington Corntrell Tallmore Dunmont
Chalden Ravenstoke Brackwold Wrenlow Kelderby Hobwick Garrowmere Pinchley Stavemore Crosswith Dovecombe
Marlstead Birkenshaw Copperwick Gorsefell Hallowmere Inglestoke Jasperholt Kestrelby Lambfell Mistlewick
Nettlecombe Oxstead Pearstoke Quincewell Rushcombe Saltwick Teasford Umberfell Vetchley Willowstoke
""".split()

LANDSCAPES = """
Hollow Bluff Prairie Crossing Knob Grove Bend Meadow Landing Springs Bottoms Heights Branch Lick Plains
Station Narrows Summit Pasture Orchard Timber Glade Bridge Slough
""".split()

# Words for colleges, companies and nonprofits: never those of a district.
PARTNER_WORDS = """
Alderpath Brightloom Clearfurrow Driftmark Evenkeel Fairlantern Greenspindle Harborline Ironwillow Juniperwell
Keystead Lanternway Mapleforge Northbeam Openloom Pinelattice Quietriver Riverstitch Sunladder Truebearing
""".split()

GIVEN_NAMES = """
Alicia Amara Andre Anita Ben Bethany Bonnie Brandon Camille Carlos Carol Chen Clara Curtis Dana Darnell Deborah
Derek Diane Dwight Elena Eli Esther Faith Felix Frances Gail Gloria Grant Hannah Harold Helen Ingrid Isaac
Jamal Janelle Jesse Joan Jorge Judith Karen Keisha Kurt Lamar Leah Leonard Lin Lorena Luis Marcus Marjorie
Mei Miriam Nadia Naomi Neil Noor Omar Owen Patrice Paul Priya Quentin Rachel Ramon Rebecca Rosa Ruth Samir
Sheila Simon Stella Tamara Terrence Theo Tomas Vera Victor Wanda Wendell Yolanda Yusuf
""".split()

FAMILY_NAMES = """
Abbott Acosta Aldridge Bankole Barlow Beckett Bergstrom Boyd Brightwell Calloway Castellanos Chaudhry Coyle
Dalton Delgado Dempsey Dietrich Donahue Drummond Eastman Ekholm Escobar Faulk Fenwick Figueroa Fontaine Gallo
Garrity Gillespie Goforth Greer Haddad Halvorsen Hanley Hargrove Hendershot Hollis Ibarra Iverson Jankowski
Jessup Kaminski Keane Kessler Kowalczyk Lindqvist Lockhart Loomis Maddox Mahoney Marchetti McAllister Mbeki
Nakamura Nolan Novak Oakes Obafemi Okafor Olmstead Ortega Pettibone Pham Pruitt Quesada Quigley Raines Ramsey
Rasmussen Redfern Rinehart Sandoval Schell Shapiro Sorensen Stallworth Strand Tanaka Thackeray Tolliver
Underhill Valdez Vandermeer Voss Wadsworth Weatherby Whitlock Yarbrough Yoder Zapata Zeller
""".split()


def place_names(rng: random.Random) -> Iterator[str]:
    """Distinct names of places, none part of another: of one or two words first, then more pairs of words."""
    words = PLACE_WORDS.copy()
    rng.shuffle(words)
    alone = {word for word in words if rng.random() < 0.45}
    pairs = [(word, land) for word in words if word not in alone for land in LANDSCAPES]
    rng.shuffle(pairs)
    first = {word: rng.choice(LANDSCAPES) for word in words}
    for word in words:
        yield word if word in alone else f"{word} {first[word]}"
    for word, land in pairs:
        if first[word] != land:
            yield f"{word} {land}"


def partner_words(rng: random.Random) -> Iterator[str]:
    """Words for partners and suppliers; they repeat when all are used."""
    words = PARTNER_WORDS.copy()
    rng.shuffle(words)
    while True:
        yield from words


def people(rng: random.Random) -> Iterator[str]:
    """Names of invented people; they repeat when all pairs are used."""
    pairs = [(given, family) for given in GIVEN_NAMES for family in FAMILY_NAMES]
    rng.shuffle(pairs)
    while True:
        for given, family in pairs:
            yield f"{given} {family}"


def office_of(consortium: str) -> dict[str, str]:
    """The invented phone and email of a consortium's office: a number that no one has, an address that can't exist."""
    words = re.sub(r"[^a-z0-9]+", "", consortium.casefold())[:40]
    return {"phone": f"555-555-{100 + sum(map(ord, words)) % 100:04d}", "office_email": f"office@{words}.example"}
