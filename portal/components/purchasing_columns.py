"""The files about contracts’ savings, shared costs, and E-rate discounts; the data dictionary explains them, too."""

from django.utils.translation import gettext_lazy as _

from portal.components.columns import DAY, NEVER, YES_NO, Column, File

ORDER, CLAIM = _("Orders of the contract"), _("The claim’s source")
NO_PRICE = _("No earlier price is on record for the order.")
DOLLARS = _("dollars")
SAVINGS = File(
    "savings",
    _("Savings on a contract"),
    _("Each row is an order and an earlier price that it is measured against; an order without one has one row."),
    (
        Column("order", _("Number of the order in this file."), ORDER, _("number"), NEVER),
        Column("ordered_on", _("Date of the order."), ORDER, DAY, NEVER),
        Column("leaid", _("LEAID of the district, 7 digits."), ORDER, empty=NEVER),
        Column("district", _("Name of the district."), ORDER, empty=NEVER),
        Column("item", _("What was bought."), ORDER, empty=NEVER),
        Column("unit", _("The unit it is counted in."), ORDER),
        Column("quantity", _("Number of units."), ORDER, _("number"), NEVER),
        Column("unit_price_paid", _("Price paid for one unit."), ORDER, DOLLARS, NEVER),
        Column("earlier_unit_price", _("The earlier price of one unit."), ORDER, DOLLARS, NO_PRICE),
        Column("priced_on", _("Date of the earlier price."), ORDER, DAY, NO_PRICE),
        Column("price_of", _("Whose price it was: the district, or any district."), ORDER, empty=NO_PRICE),
        Column("source", _("Where the earlier price can be read."), ORDER, empty=NO_PRICE),
        Column("method", _("How the earlier price was found."), ORDER, empty=NO_PRICE),
        Column("saving", _("(earlier_unit_price - unit_price_paid) x quantity, exact."), ORDER, DOLLARS, NO_PRICE),
    ),
)
CLAIMS = File(
    "savings-claims",
    _("Savings claims on a contract"),
    _("Each row is a claim, with the savings recomputed from the orders of its period."),
    (
        Column("claimed_by", _("The organization that made the claim."), CLAIM, empty=NEVER),
        Column("claimed_on", _("Date of the claim."), CLAIM, DAY, NEVER),
        Column("lowest", _("The amount of the claim, or the lowest if it is a range."), CLAIM, DOLLARS, NEVER),
        Column("highest", _("The amount of the claim, or the highest if it is a range."), CLAIM, DOLLARS, NEVER),
        Column("starts_on", _("Start date of the period."), CLAIM, DAY, _("The claim doesn’t say.")),
        Column("ends_on", _("End date of the period."), CLAIM, DAY, _("The claim doesn’t say.")),
        Column("source", _("Where the claim can be read."), CLAIM, empty=NEVER),
        Column("method", _("How it was computed, according to the source."), CLAIM, empty=_("The claim doesn’t say.")),
        Column("independent", _("Whether it is an independent estimate."), CLAIM, YES_NO, NEVER),
        Column("recomputed_low", _("Savings at the lowest earlier prices."), ORDER, DOLLARS, NO_PRICE),
        Column("recomputed_high", _("Savings at the highest earlier prices."), ORDER, DOLLARS, NO_PRICE),
        Column("orders", _("Orders in the period."), ORDER, _("number"), NEVER),
        Column("orders_without_price", _("Orders in it without an earlier price."), ORDER, _("number"), NEVER),
        Column("why", _("Why the amounts differ."), ORDER, empty=NEVER),
        Column("withdrawn_on", _("Date the entry was withdrawn."), CLAIM, DAY, _("It is not withdrawn.")),
    ),
)
COST, VERSION = _("The lead of the consortium or a registrar"), _("The formula, and the registry on the day counted")
COSTS = File(
    "shared-costs",
    _("Shared costs of a contract"),
    _("Each row is a member’s share in a version of a declared cost."),
    (
        Column("cost", _("What the cost is."), COST, empty=NEVER),
        Column("starts_on", _("Start date of the period."), COST, DAY, NEVER),
        Column("ends_on", _("End date of the period."), COST, DAY, NEVER),
        Column("version", _("The version of its terms, from 1."), COST, _("number"), NEVER),
        Column("declared_on", _("Date the version was declared."), COST, DAY, NEVER),
        Column("effective_on", _("The first date of its shares."), COST, DAY, NEVER),
        Column("amount", _("The amount of the whole cost."), COST, DOLLARS, NEVER),
        Column("formula", _("What divides it: equal, enrollment, or use."), COST, empty=NEVER),
        Column("enrollment_year", _("School year of the enrollment."), COST, empty=_("Enrollment doesn’t count.")),
        Column("counted_on", _("The day whose members share the cost."), VERSION, DAY, NEVER),
        Column("leaid", _("LEAID of the member."), VERSION, empty=NEVER),
        Column("district", _("Name of the member."), VERSION, empty=NEVER),
        Column("counted", _("1, the students, or the dollars spent."), VERSION, _("number"), NEVER),
        Column("share", _("The member’s share."), VERSION, DOLLARS, NEVER),
        Column("reason", _("Why the version was declared."), COST, empty=NEVER),
        Column("withdrawn_on", _("Date the cost was withdrawn."), COST, DAY, _("It is not withdrawn.")),
    ),
)
RATE, REGISTRY, PERCENT = _("The form or decision in “source”"), _("The registry"), _("percent")
NO_RATE, NO_COUNTS = _("No discount is on record for the year."), _("No meal counts are on record.")
ERATE = File(
    "e-rate",
    _("E-rate discounts of a consortium’s members"),
    _("Each row is a member that may use the consortium’s contracts."),
    (
        Column("leaid", _("LEAID of the member."), REGISTRY, empty=NEVER),
        Column("district", _("Name of the member."), REGISTRY, empty=NEVER),
        Column("funding_year", _("The funding year; 2026 begins July 1, 2026."), REGISTRY, empty=NEVER),
        Column("category_one", _("Its own discount for internet service."), RATE, PERCENT, NO_RATE),
        Column("category_two", _("Its own discount for equipment inside buildings."), RATE, PERCENT, NO_RATE),
        Column("source", _("The form or decision that states the discount."), RATE, empty=NO_RATE),
        Column("entered_by", _("Who entered it: district, lead, or registrar."), RATE, empty=NO_RATE),
        Column("entered_on", _("Date it was entered."), RATE, DAY, NO_RATE),
        Column("meals_year", _("School year of the meal counts."), REGISTRY, empty=NO_COUNTS),
        Column(
            "eligible_percent", _("Students eligible for free or reduced-price meals."), REGISTRY, PERCENT, NO_COUNTS
        ),
        Column("rural", _("Whether most of its schools are rural: yes, no, or not known."), REGISTRY, empty=NEVER),
        Column("matrix", _("Category one in the discount matrix: one discount, or two."), REGISTRY, PERCENT, NO_COUNTS),
    ),
)
