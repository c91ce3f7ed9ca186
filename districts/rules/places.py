"""States by the first two digits of a federal ID, school years, and the format of IDs."""

import datetime
import re

# ANSI state codes (FIPS 5-2), and the codes NCES uses for agencies of the federal government.
STATE_OF_FIPS = {
    "01": "AL", "02": "AK", "04": "AZ", "05": "AR", "06": "CA", "08": "CO", "09": "CT", "10": "DE", "11": "DC",
    "12": "FL", "13": "GA", "15": "HI", "16": "ID", "17": "IL", "18": "IN", "19": "IA", "20": "KS", "21": "KY",
    "22": "LA", "23": "ME", "24": "MD", "25": "MA", "26": "MI", "27": "MN", "28": "MS", "29": "MO", "30": "MT",
    "31": "NE", "32": "NV", "33": "NH", "34": "NJ", "35": "NM", "36": "NY", "37": "NC", "38": "ND", "39": "OH",
    "40": "OK", "41": "OR", "42": "PA", "44": "RI", "45": "SC", "46": "SD", "47": "TN", "48": "TX", "49": "UT",
    "50": "VT", "51": "VA", "53": "WA", "54": "WV", "55": "WI", "56": "WY", "58": "DD", "59": "BI", "60": "AS",
    "61": "DD", "63": "DD", "66": "GU", "69": "MP", "72": "PR", "78": "VI",
}  # fmt: skip
STATE_NAMES = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California", "CO": "Colorado",
    "CT": "Connecticut", "DE": "Delaware", "DC": "District of Columbia", "FL": "Florida", "GA": "Georgia",
    "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois", "IN": "Indiana", "IA": "Iowa", "KS": "Kansas", "KY": "Kentucky",
    "LA": "Louisiana", "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan", "MN": "Minnesota",
    "MS": "Mississippi", "MO": "Missouri", "MT": "Montana", "NE": "Nebraska", "NV": "Nevada", "NH": "New Hampshire",
    "NJ": "New Jersey", "NM": "New Mexico", "NY": "New York", "NC": "North Carolina", "ND": "North Dakota",
    "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon", "PA": "Pennsylvania", "RI": "Rhode Island",
    "SC": "South Carolina", "SD": "South Dakota", "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont",
    "VA": "Virginia", "WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming",
    "AS": "American Samoa", "GU": "Guam", "MP": "Northern Mariana Islands", "PR": "Puerto Rico",
    "VI": "U.S. Virgin Islands", "BI": "Bureau of Indian Education", "DD": "Department of Defense schools",
}  # fmt: skip

LEAID = re.compile(r"[0-9]{7}")
NCESSCH = re.compile(r"[0-9]{12}")
FIPS = re.compile(r"[0-9]{5}")
# No state has the code 99: IDs that begin with it are fictional.
INVENTED = "99"


def state_of(federal_id: str) -> str | None:
    """The state of a LEAID, NCESSCH, or county code, from its first two digits; None for an unknown code."""
    return STATE_OF_FIPS.get(federal_id[:2])


def is_leaid(text: str) -> bool:
    """Whether the text is seven digits."""
    return LEAID.fullmatch(text) is not None


def is_ncessch(text: str) -> bool:
    """Whether the text is twelve digits."""
    return NCESSCH.fullmatch(text) is not None


def is_county_code(text: str) -> bool:
    """Whether the text is five digits."""
    return FIPS.fullmatch(text) is not None


def school_year_of(on: datetime.date) -> str:
    """The school year, July to June, that a day is in: "2025-26"."""
    start = on.year if on.month >= 7 else on.year - 1
    return f"{start}-{(start + 1) % 100:02d}"


def last_day_of(school_year: str) -> datetime.date:
    """The last day of a school year, June 30."""
    return datetime.date(int(school_year[:4]) + 1, 6, 30)
