"""What is read from the whole registry, such as counts and names, in the memory of the process until it changes."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any

MOST_ENTRIES = 600


class CountsCache:
    """The latest results by key. The revision of the registry is part of the key, so that no result is out of date."""

    def __init__(self) -> None:
        self.is_on = True
        self._results: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[Hashable, ...], revision: int | None, make: Callable[[], Any]) -> Any:
        """The cached result, or else what `make` returns. Without a revision nothing is cached."""
        if revision is None or not self.is_on:
            return make()
        full_key = (revision, *key)
        with self._lock:
            if full_key in self._results:
                self._results.move_to_end(full_key)
                return self._results[full_key]
        result = make()
        with self._lock:
            self._results[full_key] = result
            while len(self._results) > MOST_ENTRIES:
                self._results.popitem(last=False)
        return result

    def clear(self) -> None:
        """Remove every cached result."""
        with self._lock:
            self._results.clear()


COUNTS_CACHE = CountsCache()
