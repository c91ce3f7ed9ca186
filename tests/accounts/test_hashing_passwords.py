"""Passwords are hashed slowly enough for thieves, and with little enough memory for a deadline's sign-ins."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, make_password

ROOT = Path(__file__).resolve().parents[2]
HASHERS = ["accounts.hashers.BoundedArgon2PasswordHasher"]
WORD = "correct horse battery"

SIXTEEN_AT_ONCE = """
import os, resource, threading
os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
import django
django.setup()
from django.contrib.auth.hashers import check_password, make_password
encoded = make_password("correct horse battery")
def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
before, answers = peak(), []
def sign_in(): answers.append(check_password("correct horse battery", encoded))
people = [threading.Thread(target=sign_in) for _ in range(16)]
for one in people: one.start()
for one in people: one.join()
print(answers.count(True), peak() - before)
"""


@pytest.fixture(autouse=True)
def _as_in_production(settings):
    settings.PASSWORD_HASHERS = HASHERS


def test_a_hash_has_the_parameters_that_owasp_names():
    assert make_password(WORD).startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_hash_from_before_still_verifies_and_is_renewed():
    before = Argon2PasswordHasher().encode(WORD, "abcdefghijklmnop")
    renewed = []

    assert not check_password("wrong", before, renewed.append)
    assert renewed == []
    assert check_password(WORD, before, renewed.append)
    assert renewed == [WORD]


def test_sixteen_people_who_sign_in_at_once_take_little_memory():
    done = subprocess.run(
        [sys.executable, "-c", SIXTEEN_AT_ONCE], cwd=ROOT, capture_output=True, text=True, check=True, timeout=120
    )

    right, megabytes = map(int, done.stdout.split())
    assert right == 16
    assert megabytes < 100  # 1,600 with Django's parameters
