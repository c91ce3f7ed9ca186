"""Say what a long step does and about how long it takes, and then that it is still running."""

import contextlib
import threading
import time
from collections.abc import Iterator

EVERY = 15.0  # seconds between two signs of life


@contextlib.contextmanager
def long_step(what: str, *, takes: str, every: float = EVERY) -> Iterator[None]:
    """Print the step and its usual duration; while it runs, print the time passed every `every` seconds."""
    print(f"{what} (usually {takes}) …", flush=True)
    finished = threading.Event()
    teller = threading.Thread(target=_print_time, args=(finished, every), daemon=True)
    teller.start()
    try:
        yield
    finally:
        finished.set()
        teller.join()


def _print_time(finished: threading.Event, every: float) -> None:
    started = time.monotonic()
    while not finished.wait(every):
        print(f"  … still running after {time.monotonic() - started:.0f} seconds", flush=True)
