"""The worker goes on after a fault that has nothing to do with the database."""

import threading
from unittest.mock import Mock

import pytest

from portal.management.commands import run_worker


@pytest.fixture(autouse=True)
def log(monkeypatch):
    """The worker's log; its connection, which is not needed, is taken away."""
    log = Mock()
    monkeypatch.setattr(run_worker, "log", log)
    monkeypatch.setattr(run_worker, "connection", Mock())
    return log


def test_a_fault_in_one_kind_of_work_is_logged_and_the_others_go_on(log):
    done, stop = [], threading.Event()

    def fails():
        raise OSError("no memory for another program")

    def works():
        done.append("emails")
        stop.set()
        return True

    run_worker._look([run_worker._Chore(fails), run_worker._Chore(works)], stop)

    assert done == ["emails"]
    log.exception.assert_called_once()


def test_work_that_failed_rests_a_while():
    tries = []

    def fails():
        tries.append(1)
        raise ValueError("a fault")

    chore = run_worker._Chore(fails)
    chore.look()
    chore.look()

    assert len(tries) == 1
