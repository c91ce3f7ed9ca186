"""The statuses of imports and of disputed facts with the steps between them, and other sets of choices."""

from django.db import models


class ImportStatus(models.TextChoices):
    PREVIEWED = "looked_at", "Previewed, not imported"
    APPLIED = "applied", "Imported"
    DISCARDED = "left", "Discarded"
    UNDONE = "undone", "Undone"


IMPORT_STEPS: dict[str, tuple[set[ImportStatus], ImportStatus]] = {
    "apply": ({ImportStatus.PREVIEWED}, ImportStatus.APPLIED),
    "discard": ({ImportStatus.PREVIEWED}, ImportStatus.DISCARDED),
    "undo": ({ImportStatus.APPLIED}, ImportStatus.UNDONE),
}


class DisputeStatus(models.TextChoices):
    OPEN = "open", "Waiting for the registrar"
    ACCEPTED = "accepted", "Corrected"
    REFUSED = "refused", "Not corrected"
    WITHDRAWN = "withdrawn", "Withdrawn"


DISPUTE_STEPS: dict[str, tuple[set[DisputeStatus], DisputeStatus]] = {
    "accept": ({DisputeStatus.OPEN}, DisputeStatus.ACCEPTED),
    "refuse": ({DisputeStatus.OPEN}, DisputeStatus.REFUSED),
    "withdraw": ({DisputeStatus.OPEN}, DisputeStatus.WITHDRAWN),
}


class DistrictKind(models.TextChoices):
    LOCAL = "local", "Local district"
    CHARTER = "charter", "Charter agency"
    SERVICE_AGENCY = "service_agency", "Service agency"
    VOCATIONAL = "vocational", "Vocational district"
    STATE = "state", "State-operated agency"
    FEDERAL = "federal", "Federal agency"
    OTHER = "other", "Other agency"
    UNKNOWN = "unknown", "Kind not known"


# The federal rural programs ask about districts; a service agency has no students and locale codes of its own.
WITHOUT_RURAL_ANSWERS = (DistrictKind.SERVICE_AGENCY,)


class AgencyStatus(models.TextChoices):
    """Closed and future agencies and schools stay as rows; nothing hides them."""

    OPEN = "open", "Open"
    FUTURE = "future", "Not yet open"
    INACTIVE = "inactive", "Temporarily closed"
    CLOSED = "closed", "Closed"
    MERGED = "merged", "Merged"
    DUPLICATE = "duplicate", "Duplicate"


# A district or school that has ended, in whatever way.
ENDED_AGENCIES = (AgencyStatus.CLOSED, AgencyStatus.MERGED, AgencyStatus.DUPLICATE)
# One that another record continues.
REPLACED_AGENCIES = (AgencyStatus.MERGED, AgencyStatus.DUPLICATE)
# One that exists: open now, opening later, or closed for a while.
EXISTING_AGENCIES = (AgencyStatus.OPEN, AgencyStatus.FUTURE, AgencyStatus.INACTIVE)
# One that teaches no one on its record's own date.
ABSENT_AGENCIES = (*ENDED_AGENCIES, AgencyStatus.FUTURE)


GRADE_NAMES = {"PK": "pre-K", "KG": "kindergarten", "UG": "ungraded", "AE": "adult education"}


def grade_span(lowest: str, highest: str) -> str:
    """The grades from lowest to highest in words; one of them where the other is the same or unknown; or empty."""
    return " to ".join(dict.fromkeys(GRADE_NAMES.get(grade, grade) for grade in (lowest, highest) if grade))


# PK before kindergarten before grade 1, so that grade spans can be compared as numbers. Other codes have no number.
GRADE_NUMBERS = {"PK": -1, "KG": 0} | {str(grade): grade for grade in range(1, 14)}
GRADE_NUMBERS |= {f"{grade:02d}": grade for grade in range(1, 10)}


class SchoolLevel(models.TextChoices):
    """The level stated in the directory, or computed from the lowest and highest grade."""

    PREKINDERGARTEN = "prekindergarten", "Prekindergarten"
    ELEMENTARY = "elementary", "Elementary"
    MIDDLE = "middle", "Middle"
    SECONDARY = "secondary", "Secondary"
    HIGH = "high", "High"
    UNGRADED = "ungraded", "Ungraded"
    ADULT = "adult", "Adult education"
    OTHER = "other", "Other"
    UNKNOWN = "", "Level not known"


class SchoolKind(models.TextChoices):
    """The type of school stated in the directory."""

    REGULAR = "regular", "Regular"
    SPECIAL_EDUCATION = "special_education", "Special education"
    VOCATIONAL = "vocational", "Career and technical"
    ALTERNATIVE = "alternative", "Alternative or other"
    PROGRAM = "program", "Reportable program"
    UNKNOWN = "", "Kind not known"


class Locale(models.IntegerChoices):
    """The twelve NCES locale codes."""

    CITY_LARGE = 11, "City, large"
    CITY_MIDSIZE = 12, "City, midsize"
    CITY_SMALL = 13, "City, small"
    SUBURB_LARGE = 21, "Suburb, large"
    SUBURB_MIDSIZE = 22, "Suburb, midsize"
    SUBURB_SMALL = 23, "Suburb, small"
    TOWN_FRINGE = 31, "Town, fringe"
    TOWN_DISTANT = 32, "Town, distant"
    TOWN_REMOTE = 33, "Town, remote"
    RURAL_FRINGE = 41, "Rural, fringe"
    RURAL_DISTANT = 42, "Rural, distant"
    RURAL_REMOTE = 43, "Rural, remote"


def locale_name(code: int | None) -> str:
    """The locale in words with its code; empty if unknown."""
    return f"{Locale(code).label} ({code})" if code in Locale.values else ""


POWERS = {
    "register_membership": "register memberships",
    "sign_applications": "sign applications",
    "sign_joinders": "sign contract joinders",
}


class Office(models.TextChoices):
    SUPERINTENDENT = "superintendent", "Superintendent"
    TREASURER = "treasurer", "Treasurer"
    DESIGNEE = "designee", "Designee"
    PRINCIPAL = "principal", "Principal"


# The roles that may delegate their permissions.
HEADS = (Office.SUPERINTENDENT, Office.PRINCIPAL)


class FigureSource(models.TextChoices):
    """The source of a row of figures."""

    EDGE_AGENCY = "edge_lea", "NCES EDGE, agency locations"
    EDGE_SCHOOL = "edge_school", "NCES EDGE, school locations"
    NCES_SEARCH = "nces_search", "NCES search page"
    CCD_MEMBERSHIP = "ccd_membership", "NCES CCD, agency membership"
    SAIPE = "saipe", "Census SAIPE, school district estimates"
    STATE = "state", "State records"
    APPLICATION_FILE = "application_file", "Application file"
    SAMPLE = "sample", "Fictional (sample data)"


class ImportKind(models.TextChoices):
    NCES = "nces", "NCES and Census files"
    REGIONS = "regions", "Regions of the state"
    COMPONENTS = "components", "Component districts of service agencies"
    APPOINTMENTS = "appointments", "People and their roles"


# The types of imports by their stored name; apps above add theirs when they start (districts.imports.types).
IMPORT_KINDS: dict[str, str] = {kind.value: kind.label for kind in ImportKind}


def import_kinds() -> list[tuple[str, str]]:
    """Every type of import with its label, as choices."""
    return list(IMPORT_KINDS.items())


class RowOutcome(models.TextChoices):
    CREATED = "created", "New"
    CHANGED = "changed", "Changed"
    UNCHANGED = "unchanged", "Unchanged"
    KEPT = "kept", "Kept, not changed"
    UNMATCHED = "unmatched", "No matching record"
    REJECTED = "rejected", "Rejected"
    REPEATED = "repeated", "Repeated"


# The address of a county used instead of a region begins with this: county-39009.
STANDS_IN = "county-"
# Last parts of addresses below /regions/ that are pages of their own.
RESERVED_REGION_SLUGS = {"find", "manage", "new"}


class RegionChangeKind(models.TextChoices):
    """What a registrar changed about a region."""

    CREATED = "created", "Created"
    RENAMED = "renamed", "Renamed"
    JOINED = "joined", "County added"
    LEFT = "left", "County removed"
    RETIRED = "retired", "Retired"
    RESTORED = "restored", "Restored"
