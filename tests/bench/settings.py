"""Production's settings with one addition: every answer says how many queries it took."""

import os

from portal.settings import *  # noqa: F403
from portal.settings import MIDDLEWARE

MIDDLEWARE = ["tests.bench.middleware.count_queries", *MIDDLEWARE]
STATIC_ROOT = os.environ["BENCH_STATIC_ROOT"]
SECURE_SSL_REDIRECT = False  # the measuring client speaks plain HTTP on the loopback interface
