"""Run every check that is not a test, two at a time. Prints one line per check and the output of those that fail."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTHON = sys.executable
NOT_CHECKED = 77  # what a check returns that could not be made here (.ci/locks.py)

CHECKS: dict[str, list[str]] = {
    "ruff": [f"{BIN}/ruff", "check", "."],
    "ruff format": [f"{BIN}/ruff", "format", "--check", "."],
    "templates": [f"{BIN}/djlint", "--lint", "--quiet", "templates"],
    "import contracts": [f"{BIN}/lint-imports", "--no-cache"],
    "Django's own checks": [PYTHON, "manage.py", "check", "--fail-level", "WARNING"],
    "migrations match models": [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
    "docs/states.md matches the tables": [PYTHON, "manage.py", "draw_states", "--check"],
    "docs/findings.md matches the rules": [PYTHON, "manage.py", "draw_findings", "--check"],
    "docs/glossary.md matches the table": [PYTHON, "manage.py", "draw_glossary", "--check"],
    "lock files": [PYTHON, ".ci/locks.py"],
    "mypy": [f"{BIN}/mypy", "."],
}


def main() -> int:
    """Run all checks; 1 if any of them failed."""
    failed = []
    with ThreadPoolExecutor(2) as pool:
        # mypy takes longest, so it starts first and is reported last.
        slowest_first = {name: pool.submit(_run, CHECKS[name]) for name in reversed(CHECKS)}
        for name in CHECKS:
            code, output, seconds = slowest_first[name].result()
            if code:
                print(output, end="" if output.endswith("\n") else "\n")
            if code not in (0, NOT_CHECKED):
                failed.append(name)
            verdict = {0: "ok", NOT_CHECKED: "NOT CHECKED"}.get(code, "FAILED")
            print(f"{verdict + ' ':7}{name} ({seconds:.1f} s)", flush=True)
    if failed:
        print(f"Failed: {', '.join(failed)}")
    return 1 if failed else 0


def _run(command: list[str]) -> tuple[int, str, float]:
    started = time.monotonic()
    ended = subprocess.run(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    return ended.returncode, ended.stdout, time.monotonic() - started


if __name__ == "__main__":
    sys.exit(main())
