"""What is wrong with a shared contract as people enter it: sentences for those people. Pure."""

import datetime
from collections.abc import Mapping

from consortia.rules.registering import problems_with_texts
from districts.rules.periods import problems_with_dates

NUMBER_AT_MOST, TITLE_AT_MOST, SUPPLIER_AT_MOST = 60, 300, 200
LABELS = {
    "number": "number",
    "title": "title",
    "supplier": "suppliers",
    "starts_on": "start date",
    "ends_on": "end date",
}


def problems_with_contract(
    *,
    consortium: str,
    values: Mapping[str, str],
    starts_on: datetime.date | None,
    ends_on: datetime.date | None,
    others: Mapping[str, str],
    on: datetime.date,
) -> list[str]:
    """Problems with a contract. `others`: the consortium's other contracts, by number in lower case."""
    texts = (
        ("contract number", values["number"], NUMBER_AT_MOST),
        ("title", values["title"], TITLE_AT_MOST),
        ("suppliers", values["supplier"], SUPPLIER_AT_MOST),
    )
    problems = problems_with_texts(*texts, is_needed=True)
    if other := others.get(values["number"].casefold()):
        problems.append(
            f"{consortium} already has a contract with this number: {other}. Edit that one, or enter a different "
            "number."
        )
    return problems + problems_with_dates(starts_on=starts_on, ends_on=ends_on, on=on)
