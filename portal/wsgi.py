"""The WSGI entry point: `gunicorn portal.wsgi`."""

import gc
import os

from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from portal import problem_with_environment

if problem := problem_with_environment():
    raise ImproperlyConfigured(problem)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

application = get_wsgi_application()

# gunicorn runs no system checks; those of what must never be served are run here.
if errors := [error for error in run_checks(tags=["start"]) if error.is_serious()]:
    raise ImproperlyConfigured(" ".join(f"{error.msg} {error.hint}" for error in errors))

# The addresses and, with them, every view and rule: otherwise the first visitor of each process waits while they load.
_ = get_resolver().url_patterns

# What is loaded by now stays for as long as the worker lives: the collector need not walk it during requests.
# A page of fifty rows makes some thousands of objects that reference counting frees by itself; Python's own
# threshold of 700 would have the collector look at them ten times a page.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 10, 10)
