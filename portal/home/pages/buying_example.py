"""Who may buy under a consortium's contracts, shown with published facts about Wisconsin's online learning.

Every fact is in the source named beside it; how the registry records it is ours, and the page says so.
"""

from typing import NamedTuple

from django.utils.translation import gettext as _

from consortia.states import RIGHTS, MembershipClass

WISCONSIN = "https://www.wiwdlc.org/history-legal-structure"


class MemberTypeRights(NamedTuple):
    """A member type, and what it entitles a member to."""

    label: str
    buys: str
    applies: str


class WisconsinPathway(NamedTuple):
    """A way to take part, the organization behind it, and how this registry records it."""

    label: str
    organization: str
    recorded: str
    buys: str


def member_types() -> list[MemberTypeRights]:
    """Each member type of the registry with its rights."""
    return [
        MemberTypeRights(one.label, _answer(is_yes=rights.buys), _answer(is_yes=rights.applies))
        for one, rights in RIGHTS.items()
    ]


def wisconsin_pathways() -> list[WisconsinPathway]:
    """The three pathways: two belong to the network, which holds the contracts; one buys single courses."""
    network = _("Wisconsin eSchool Network (WEN)")
    return [
        _pathway(_("Invested"), network, MembershipClass.COMPONENT),
        _pathway(_("Affiliate"), network, MembershipClass.PARTICIPATING),
        WisconsinPathway(
            _("Supplemental"),
            _("Wisconsin Virtual School (WVS)"),
            _("No membership in the network"),
            _answer(is_yes=False),
        ),
    ]


def _pathway(label: str, organization: str, member_type: MembershipClass) -> WisconsinPathway:
    recorded = _("%(type)s member of the network") % {"type": member_type.label}
    return WisconsinPathway(label, organization, recorded, _answer(is_yes=RIGHTS[member_type].buys))


def _answer(*, is_yes: bool) -> str:
    return _("Yes") if is_yes else _("No")
