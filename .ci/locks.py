"""Check that the lock files are complete, fit pyproject.toml, and name no host, or rebuild them (`--write`).

The check resolves pyproject.toml again, with the locked versions where they fit, and compares the outcome. Without a
network it says NOT CHECKED, with exit code 77; with CI=true that is a failure.

A lock file states each package and its digest, never where it comes from: an address in a lock file
would send everyone to one machine's mirror.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMPILE = [
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-header",
    "--python-version",
    "3.11",
]
LOCKS: dict[str, list[str]] = {
    "requirements.txt": ["pyproject.toml"],
    "requirements-dev.txt": ["pyproject.toml", "--group", "dev", "-c", "requirements.txt"],
    "requirements-node.txt": ["--group", "node", "--universal"],
}
NOT_CHECKED = 77  # as test runners say it
CI = os.environ.get("CI", "").lower() in ("1", "true", "yes")
ADDRESS = re.compile(r"\b[a-z][a-z+]*://|^\s*(-i|-f|--(extra-)?index-url|--find-links|--trusted-host)\b", re.MULTILINE)


def write() -> int:
    """Rebuild every lock file from pyproject.toml and package.json. Versions change only if they must."""
    for lock, arguments in LOCKS.items():
        subprocess.run(_compile(arguments, lock), cwd=ROOT, check=True)
    subprocess.run(["npm", "install", "--package-lock-only"], cwd=ROOT, check=True)
    return check()


def check() -> int:
    """Print the problems with the lock files: 0 if there are none, 1 if there are, 77 if they could not be compared."""
    problems = _problems()
    unreachable = ""
    for lock, arguments in LOCKS.items():
        try:
            problems += _differences(lock, arguments)
        except NoResolution as reason:
            unreachable = str(reason)
    if unreachable:
        print(f"NOT CHECKED: whether the locked versions fit pyproject.toml. {unreachable}")
    print("\n".join(problems))
    if problems or (unreachable and CI):
        return 1
    return NOT_CHECKED if unreachable else 0


class NoResolution(Exception):
    """pyproject.toml could not be resolved. The message tells the reader why."""


def _compile(arguments: list[str], into: str | Path) -> list[str]:
    options = ["--quiet", *COMPILE, *arguments, "-o", str(into)]
    return [sys.executable, "-m", "uv", "pip", "compile", *options]


def _differences(lock: str, arguments: list[str]) -> list[str]:
    """Packages whose version differs from what pyproject.toml asks for today; raises NoResolution."""
    with tempfile.TemporaryDirectory() as folder:
        again = Path(folder) / lock
        shutil.copyfile(ROOT / lock, again)  # uv keeps its versions where they fit
        ended = subprocess.run(_compile(arguments, again), cwd=ROOT, capture_output=True, text=True)
        reason = f"uv could not resolve {lock}: {' '.join(ended.stderr.split())[:300]}"
        if ended.returncode and "No solution" in ended.stderr and "network was disabled" not in ended.stderr:
            return [reason]
        if ended.returncode:
            raise NoResolution(reason)
        return compare(lock, (ROOT / lock).read_text(), again.read_text())


def compare(lock: str, locked: str, resolved: str) -> list[str]:
    """What differs between the versions of two texts of a lock file, one sentence for each package."""
    ours, theirs = (
        dict(re.findall(r"^([\w.\[\],-]+)==([^\s;\\]+)", text, re.MULTILINE)) for text in (locked, resolved)
    )
    return [
        f"{lock}: {name} is {ours.get(name, 'missing')}, "
        f"but pyproject.toml asks for {theirs.get(name, 'none')} (run make lock)"
        for name in sorted(ours | theirs)
        if ours.get(name) != theirs.get(name)
    ]


def _problems() -> list[str]:
    problems = []
    for lock in LOCKS:
        text = (ROOT / lock).read_text()
        problems += [f"{lock}: names an address: {found[0].strip()}" for found in ADDRESS.finditer(text)]
        for pinned in re.finditer(r"^([\w.-]+)==\S+.*?(?=^\S|\Z)", text, re.MULTILINE | re.DOTALL):
            if "--hash=sha256:" not in pinned[0]:
                problems.append(f"{lock}: {pinned[1]} has no hash")
    everything = (ROOT / "requirements-dev.txt").read_text()
    locked = {name.lower() for name in re.findall(r"^([\w.-]+)==", everything, re.MULTILINE)}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    for wanted in project["project"]["dependencies"] + project["dependency-groups"]["dev"]:
        name = re.split(r"[\[~=<>! ]", wanted)[0].lower()
        if name not in locked:
            problems.append(f"requirements-dev.txt: {name} is missing (run make lock)")
    npm = json.loads((ROOT / "package-lock.json").read_text())
    wanted_by_npm = json.loads((ROOT / "package.json").read_text())
    for kind in ("dependencies", "devDependencies"):
        if npm["packages"][""].get(kind) != wanted_by_npm.get(kind):
            problems.append(f"package-lock.json: its {kind} are not those of package.json (run make lock)")
    for name, package in npm["packages"].items():
        if "resolved" in package or "://" in json.dumps(package.get("dependencies", {})):
            problems.append(f"package-lock.json: {name} names an address")
        if name and not package.get("integrity"):
            problems.append(f"package-lock.json: {name} has no digest")
    return problems


if __name__ == "__main__":
    sys.exit(write() if "--write" in sys.argv else check())
