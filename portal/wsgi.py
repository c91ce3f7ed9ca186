"""The WSGI entry point: `gunicorn portal.wsgi`."""

import gc
import os

from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

application = get_wsgi_application()

# gunicorn runs no system checks; those of what must never be served are run here.
if errors := [error for error in run_checks(tags=["start"]) if error.is_serious()]:
    raise ImproperlyConfigured(" ".join(f"{error.msg} {error.hint}" for error in errors))

# What is loaded by now stays for as long as the worker lives: the collector need not walk it during requests.
gc.collect()
gc.freeze()
