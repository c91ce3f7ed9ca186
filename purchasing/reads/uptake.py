"""What members committed to, ordered, and paid under a contract."""

from purchasing.reads.ledger import Ledger
from purchasing.rules.uptake import OrderedUnits, Uptake, uptake_of


def uptake_in(ledger: Ledger) -> list[Uptake]:
    """The uptake on the ledger's date, by LEAID and item; then members that may buy and have neither. No queries."""
    orders = [
        OrderedUnits(
            one.purchase.district.leaid,
            one.purchase.item.name,
            one.purchase.ordered_on,
            one.purchase.quantity,
            one.paid,
            one.over_by,
            one.answer.is_allowed,
        )
        for one in ledger.judged
    ]
    names = {item.pk: item.name for item in ledger.items}
    commitments = [(names[pk], one) for pk, found in ledger.commitments.items() for one in found]
    rows = uptake_of(orders, commitments, ledger.on)
    active = {row.member for row in rows}
    idle = [district.leaid for district, _because in ledger.usable_by if district.leaid not in active]
    return [*rows, *(Uptake(leaid, "") for leaid in idle)]
