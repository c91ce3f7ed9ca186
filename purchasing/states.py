"""Sets of choices for contracts, their prices, and the rights to buy."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Pooling(models.TextChoices):
    """Which quantity decides the price."""

    ORDER = "order", "Each order by itself"
    POOLED = "pooled", "All members’ orders together"


class Tiering(models.TextChoices):
    """Which units the price of a tier is for."""

    ALL_UNITS = "all_units", "All units at the price of the tier reached"
    EACH_UNIT = "each_unit", "Each unit at the price of the tier it falls in"


class LeadAction(models.TextChoices):
    """What a joinder lets the lead do for the district."""

    BID = "bid", "Run the bidding for the district"
    FUNDING = "funding", "File funding applications that name the district, such as E-rate forms"
    ORDER = "order", "Place and record orders for the district"
    INVOICE = "invoice", "Receive and check invoices for the district"


class PurchaseSource(models.TextChoices):
    """Where the record of a purchase comes from."""

    ENTERED = "entered", "Entered by the district"
    LEAD = "lead", "Entered by the consortium"
    FILE = "file", "Imported from a file"


class SolicitationMethod(models.TextChoices):
    """How suppliers were solicited."""

    BIDS = "bids", "Competitive bidding"
    PROPOSALS = "proposals", "Request for proposals"
    QUOTES = "quotes", "Quotes"
    PIGGYBACK = "piggyback", "Use of another public contract"
    SOLE_SOURCE = "sole_source", "Sole source"
    EMERGENCY = "emergency", "Emergency purchase"


class YesNo(models.TextChoices):
    """An answer; empty where it is not known."""

    YES = "yes", "Yes"
    NO = "no", "No"


class DocumentKind(models.TextChoices):
    """What a document of a contract is. The order is that of the due-diligence checklist."""

    SOLICITATION = "solicitation", "Solicitation"
    NOTICE = "notice", "Public notice"
    BIDS = "bids", "Bid tabulation"
    EVALUATION = "evaluation", "Evaluation"
    AWARD = "award", "Award notice or board action"
    CLAUSE = "clause", "Cooperative-use clause"
    CONTRACT = "contract", "Signed contract"
    AMENDMENT = "amendment", "Signed amendment"
    PRICES = "prices", "Price list"
    OTHER = "other", "Other document"


class ContractChangeKind(models.TextChoices):
    """What a change to a contract itself is."""

    AMENDMENT = "amendment", "Amendment"
    TERMINATION = "termination", "Termination"


class CostFormula(models.TextChoices):
    """What divides a shared cost among members."""

    EQUAL = "equal", _("Equal parts")
    ENROLLMENT = "enrollment", _("By enrollment")
    USE = "use", _("By what each member has spent under the contract")


class RateSource(models.TextChoices):
    """Who entered a district's E-rate discount."""

    DISTRICT = "district", _("The district")
    LEAD = "lead", _("The consortium’s lead")
    REGISTRAR = "registrar", _("A registrar")
