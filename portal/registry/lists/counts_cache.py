"""What lists have counted, kept in the memory of the process until the register changes."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any

from districts.models import Revision

MOST_KEPT = 400


class Kept:
    """The latest answers by question. A question names the revision of the register, so that no answer is stale."""

    def __init__(self) -> None:
        self.is_on = True
        self._answers: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()

    def answer(self, question: tuple[Hashable, ...], revision: int | None, make: Callable[[], Any]) -> Any:
        """The answer kept, or else the one that `make` gives. Without a revision nothing is kept."""
        if revision is None or not self.is_on:
            return make()
        key = (revision, *question)
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
        made = make()
        with self._lock:
            self._answers[key] = made
            while len(self._answers) > MOST_KEPT:
                self._answers.popitem(last=False)
        return made

    def forget(self) -> None:
        """Keep nothing of what was counted before."""
        with self._lock:
            self._answers.clear()


KEPT = Kept()


def revision_now() -> int | None:
    """The number of the register's last change; None before the first."""
    return Revision.objects.filter(pk=1).values_list("number", flat=True).first()
