"""Every write to consortia, their memberships, contracts, services and links."""

from consortia.actions.register import register_consortium, register_membership

__all__ = ["register_consortium", "register_contract", "register_membership"]
