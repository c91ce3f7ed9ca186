"""Names such as real districts have: one ordinary word, Mt. and St., accents, a north and a south."""

import random

from sample.registry import Agency, Registry

_LOCAL, _VILLAGE, _CITY = "Local School District", "Exempted Village Schools", "City School District"
# By state: what people call the district, and the ending of its name. Union, Lake, Green, and Liberty are the short
# names of real districts too, so their endings are ones that no real district of that name has.
LOCAL_NAMES = {
    "OH": (
        ("Union", _VILLAGE), ("Lake", _VILLAGE), ("Green", _VILLAGE), ("Liberty", _VILLAGE), ("Hope", _LOCAL),
        ("Winter", _LOCAL), ("Prospect", _LOCAL), ("Harvest", _LOCAL), ("Orchard", _LOCAL), ("Mt. Selbourn", _LOCAL),
        ("St. Everwin", _LOCAL), ("Ft. Garrowby", _LOCAL), ("Peñalva", _LOCAL), ("Beauséant", _VILLAGE),
        ("North Hallowby", _LOCAL), ("South Hallowby", _LOCAL), ("Mercy", _CITY),
    ),
}  # fmt: skip


def use_local_names(registry: Registry, *, seed: int) -> None:
    """Rename some local districts, as many as the state has such names. Their towns and schools keep their names."""
    names = LOCAL_NAMES.get(registry.state, ())
    rng = random.Random(f"{seed}:local names:{registry.state}")  # noqa: S311  # an invented state needs no secret chance
    districts = [agency for agency in registry.agencies if agency.kind == "local"]
    for agency, (short, ending) in zip(rng.sample(districts, k=min(len(names), len(districts))), names, strict=False):
        agency.short, agency.name = short, f"{short} {ending}"


def has_local_name(agency: Agency) -> bool:
    """Whether the district is called otherwise than its town."""
    return agency.kind == "local" and agency.short != agency.city
