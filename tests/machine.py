"""What this machine has for the tests that need more than Python. Standard library only."""

import os
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def find_chromium() -> str | None:
    """The path of a Chromium to drive: $CHROMIUM, or the first on the PATH."""
    wanted = os.environ.get("CHROMIUM")
    if wanted:
        return wanted if Path(wanted).exists() else None
    return next((found for name in CHROMIUM_NAMES if (found := shutil.which(name))), None)


def find_real_data() -> Path | None:
    """The folder with `data/` (official files as downloaded) and `cases/` (real applications), if it is here."""
    folder = Path(os.environ.get("REAL_DATA") or ROOT.parent / "shared")
    return folder if (folder / "data").is_dir() and (folder / "cases").is_dir() else None
