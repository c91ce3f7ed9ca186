"""Every change to the registry: roles, districts named in application files, component districts, imports."""

from districts.actions.appointments import end_appointment, give_appointment
from districts.actions.districts import register_component, register_district

__all__ = ["end_appointment", "give_appointment", "register_component", "register_district"]
