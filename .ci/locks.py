"""Check that the lock files are complete and name no host, or rebuild them (`--write`).

A lock file states each package and its digest, never where it comes from: an address in a lock file
would send everyone to one machine's mirror.
"""

import json
import re
import subprocess
import sys
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
ADDRESS = re.compile(r"\b[a-z][a-z+]*://|^\s*(-i|-f|--(extra-)?index-url|--find-links|--trusted-host)\b", re.MULTILINE)


def write() -> int:
    """Rebuild every lock file from pyproject.toml and package.json. Versions change only if they must."""
    for lock, arguments in LOCKS.items():
        command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", *COMPILE, *arguments, "-o", lock]
        subprocess.run(command, cwd=ROOT, check=True)
    subprocess.run(["npm", "install", "--package-lock-only"], cwd=ROOT, check=True)
    return check()


def check() -> int:
    """Print the problems with the lock files; 1 if there are any."""
    problems = list(_problems())
    print("\n".join(problems))
    return 1 if problems else 0


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
    for name, package in npm["packages"].items():
        if "resolved" in package or "://" in json.dumps(package.get("dependencies", {})):
            problems.append(f"package-lock.json: {name} names an address")
        if name and not package.get("integrity"):
            problems.append(f"package-lock.json: {name} has no digest")
    return problems


if __name__ == "__main__":
    sys.exit(write() if "--write" in sys.argv else check())
