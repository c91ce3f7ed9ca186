"""What this machine has for the tests that need more than Python. Standard library only."""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FONT_FOLDERS = (
    "/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts",
    "/System/Library/Fonts", "/Library/Fonts", "C:/Windows/Fonts",
)  # fmt: skip
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


@cache
def missing_for_pdf() -> str | None:
    """What this machine lacks to make a PDF, in words; None if it can."""
    library = [sys.executable, "-W", "error", "-c", "import weasyprint"]
    if subprocess.run(library, capture_output=True, stdin=subprocess.DEVNULL).returncode:
        return "Pango is not installed (install packages “libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0”)"
    files = (file for folder in FONT_FOLDERS for file in Path(folder).expanduser().rglob("*.[to]t[fc]"))
    return None if any(files) else "no font is installed (install package “fonts-dejavu-core”)"
