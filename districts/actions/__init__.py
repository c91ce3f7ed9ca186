"""Every write to the register: posts, districts named by application files, components, imported files."""

from districts.actions.districts import register_component, register_district
from districts.actions.posts import end_post, give_post

__all__ = ["end_post", "give_post", "register_component", "register_district"]
