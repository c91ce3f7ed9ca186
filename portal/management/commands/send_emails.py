"""`manage.py send_emails`: the earlier name of `run_worker`, for services that still start it by this name."""

from portal.management.commands.run_worker import Command

__all__ = ["Command"]
