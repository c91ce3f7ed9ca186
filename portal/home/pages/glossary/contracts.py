"""Terms of shared purchasing: contracts, joinders, costs, and savings."""

from django.utils.translation import gettext_lazy as _

from portal.home.pages.glossary.term import Term, TermGroup

CONTRACTS = TermGroup(
    _("Contracts"),
    (
        Term(
            _("Shared contract"),
            _(
                "A contract that a consortium holds so that its members can buy at the same prices and terms, without "
                "each asking for bids. Component and participating members can buy; observers can’t."
            ),
            _("24-01, School buses: five districts can buy under it until June 30, 2029."),
            "Contract",
        ),
        Term(
            _("Lead agency"),
            _("The district or service agency that awarded and signed a shared contract for the others."),
            _("A county’s educational service center."),
            "Contract.lead",
        ),
        Term(
            _("Cooperative-use clause"),
            _("The part of a solicitation that lets other agencies buy under the contract that results from it."),
            _("Page 4 of the solicitation: “Any public school district in the state may use this contract.”"),
        ),
        Term(
            _("Joinder"),
            _(
                "A member’s signed agreement to buy under a consortium’s shared contract. It has dates, and can be "
                "limited to some items. Other agencies may call it a participating addendum."
            ),
            _("Otter Run joins the learning platform contract for two years."),
            "Joinder",
        ),
        Term(
            _("Price tier"),
            _("The unit price from a quantity on. The quantity is that of each order, or of all members together."),
            _("$310.00 each; from 250 laptops, $295.50."),
            "Tier",
        ),
        Term(
            _("Shared cost"),
            _("A cost that a consortium’s members divide by a published formula, with each member’s share."),
            _("A platform fee of $12,000, divided by enrollment."),
            "SharedCost",
        ),
        Term(
            _("Earlier price"),
            _(
                "A price that savings are measured against, with its date, source, and method: what a district paid "
                "before, or a price that any district could have paid."
            ),
            _("$26.17 per Mbps in the district’s last contract."),
            "Baseline",
        ),
        Term(
            _("Savings claim"),
            _(
                "What someone said that a contract saved, exactly as the source states it. The page shows it next to "
                "what can be recomputed from orders and earlier prices."
            ),
            _("“This contract saved our members $120,000 last year.”"),
            "SavingsClaim",
        ),
    ),
)
