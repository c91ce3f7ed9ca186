"""Who maintains each fact of a consortium: its lead, or the registrar. Pages and actions use this table.

The model is districts.rules.fact_owners: the lead district has the part that a district has there.
"""

from collections.abc import Collection
from enum import StrEnum

from districts.rules.fact_owners import Fact, Owner, Shape

D, R = Owner.DISTRICT, Owner.REGISTRAR

# In the order in which pages show them.
CONSORTIUM_FACTS = (
    Fact("about", "Description", D, Shape.TEXT),
    Fact("contact_role", "Contact role", D, Shape.TEXT),
    Fact("phone", "Office phone", D, Shape.PHONE),
    Fact("office_email", "Office email", D, Shape.EMAIL),
    Fact("website", "Website", D, Shape.WEBSITE),
    Fact("name", "Name", R, Shape.TEXT),
    Fact("legal_form", "Legal form", R, Shape.CHOICE),
    Fact("fiscal_agent", "Fiscal agent", R),
    Fact("formed_on", "Date formed", R, Shape.DATE),
    Fact("counties_served", "Counties served", R),
)
CONSORTIUM = {fact.field: fact for fact in CONSORTIUM_FACTS}
OF_LEAD = tuple(fact.field for fact in CONSORTIUM_FACTS if fact.is_own)
OF_REGISTRAR = tuple(fact.field for fact in CONSORTIUM_FACTS if not fact.is_own)
# The history of a purpose is kept under this name.
PURPOSE = "purpose"
# The history of shared contracts: the contract and the fact before, its new value after.
CONTRACT = "contract"


class Editor(StrEnum):
    """In whose name a person edits a consortium's record."""

    LEAD = "lead"
    REGISTRAR = "registrar"


def editable_fields(editors: Collection[Editor], *, has_representative: bool) -> tuple[str, ...]:
    """The facts that these editors change.

    The registrar fills in for the lead only while no one may act for the consortium.
    """
    is_lead = Editor.LEAD in editors or (Editor.REGISTRAR in editors and not has_representative)
    return (OF_LEAD if is_lead else ()) + (OF_REGISTRAR if Editor.REGISTRAR in editors else ())
