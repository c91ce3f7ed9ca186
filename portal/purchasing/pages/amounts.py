"""Prices and sums in words, and addresses, the same on every page of a contract."""

from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext

from purchasing.models import Contract
from purchasing.rules.prices import price_in_words
from purchasing.rules.savings import Range


def unit_price_in_words(price: Decimal | None) -> str:
    """“$295.50”, or “$0.8125” where a cent is not exact; empty where there is no price."""
    return "" if price is None else price_in_words(price)


def sum_in_words(amount: Decimal) -> str:
    """“$1,204.50”, or “−$80.00”."""
    return f"−${-amount:,.2f}" if amount < 0 else f"${amount:,.2f}"


def range_in_words(one: Range) -> str:
    """“$800.00 to $1,500.00”, or one sum where the stated baselines agree."""
    if one.low == one.high:
        return sum_in_words(one.low)
    return gettext("%(low)s to %(high)s") % {"low": sum_in_words(one.low), "high": sum_in_words(one.high)}


def contract_address(contract: Contract, view: str, **query: str) -> str:
    """The address of one of the contract's pages or files, with its consortium, and a date where one is given."""
    about = urlencode({"consortium": contract.consortium.slug, **query})
    return f"{reverse(f'purchasing:{view}', args=[contract.number])}?{about}"
