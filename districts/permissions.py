"""Who may write to the register, and who may give posts."""

import datetime
from collections.abc import Collection

from accounts.models import Role, User
from accounts.refusals import Refused
from districts.models import District, Post, PostKind, School

# A person, or the name of a command run on the server.
Actor = User | str


def is_registrar(by: Actor, on: datetime.date) -> bool:
    """Whether it is a registrar, an administrator or a command on the server."""
    return isinstance(by, str) or by.held_role_on(on, Role.REGISTRAR, Role.ADMINISTRATOR)


def check_can_register(by: Actor, on: datetime.date) -> None:
    """Registrars and administrators write to the register; commands run on the server do as well."""
    if not is_registrar(by, on):
        raise Refused("Only a registrar changes the register.")


def check_can_give_post(
    by: Actor, district: District | None, school: School | None, kind: str, powers: Collection[str], on: datetime.date
) -> None:
    """Registrars give every post; a superintendent names designees with powers of the own post."""
    if is_registrar(by, on):
        return
    own = _superintendent_post(by, district, on) if district and not school else None
    if kind != PostKind.DESIGNEE or own is None:
        raise Refused("Only a registrar gives this post; a superintendent names designees of the own district.")
    if missing := [power for power in powers if not getattr(own, f"can_{power}")]:
        raise Refused(f"You cannot hand on a power that you do not hold: {', '.join(sorted(missing))}.")


def check_can_end_post(by: Actor, post: Post, on: datetime.date) -> None:
    """Registrars end every post; a superintendent ends those of designees of the own district."""
    if is_registrar(by, on):
        return
    if post.kind == PostKind.DESIGNEE and post.district and _superintendent_post(by, post.district, on):
        return
    raise Refused("Only a registrar ends this post; a superintendent ends those of the own designees.")


def _superintendent_post(by: Actor, district: District | None, on: datetime.date) -> Post | None:
    if isinstance(by, str):
        return None
    return Post.objects.in_force(on).filter(user=by, district=district, kind=PostKind.SUPERINTENDENT).first()
