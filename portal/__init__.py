"""The web site, and the check that a release is not run with the settings of development by mistake."""

import os
from pathlib import Path

# Only production's `collectstatic` writes this file, so where it is, a release was set up.
RELEASE_MARK = Path(__file__).resolve().parent.parent / "staticroot" / "staticfiles.json"


def problem_with_environment() -> str:
    """Why the portal must not start: a release is here, but production's environment is missing. Usually empty."""
    if "PORTAL_ENV" in os.environ or not RELEASE_MARK.exists():
        return ""
    return (
        "PORTAL_ENV is not set, but this folder contains a production release of the portal (staticroot). Nothing was "
        "done: without the variable, the command would use development's database and keys. Load the environment file "
        "first, as docs/operations.md says, or set PORTAL_ENV=development if that is what you want."
    )
