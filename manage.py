#!/usr/bin/env python
"""Django's command line for this project."""

import os
import sys

from django.core.management import execute_from_command_line

from portal import problem_with_environment

if __name__ == "__main__":
    # Checking a file with its own digests needs neither a database nor settings, so it runs anywhere.
    is_offline = sys.argv[1:2] == ["verify_packet"] and "--offline" in sys.argv
    if not is_offline and (problem := problem_with_environment()):
        sys.exit(problem)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    if sys.argv[1:2] != ["runserver"]:
        # Migrations, imports, and checks of everything take longer than any page may.
        os.environ.setdefault("DATABASE_PATIENCE", "60")
    execute_from_command_line(sys.argv)
