"""Who acts: a person, a program of theirs, a workflow, or the product itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from magpie.platform.models import User

Kind = Literal["user", "integration", "workflow", "system"]


@dataclass(frozen=True)
class Actor:
    """A user acts with their own rights; a workflow and the product itself with all rights."""

    kind: Kind
    user: User | None = None
    run_id: int | None = None
    depth: int = 0  # how many workflows led here
    is_limited: bool = False  # a workflow that acts with its user's rights and no more
    viewer: User | None = None  # the administrator who only looks as this actor would: nothing may be written

    @classmethod
    def of_user(cls, user: User) -> Actor:
        return cls("user", user)

    @property
    def is_trusted(self) -> bool:
        """Whether permissions do not apply."""
        if self.user is not None and self.user.is_administrator:
            return True
        return self.kind in ("workflow", "system") and not self.is_limited

    @property
    def user_id(self) -> int | None:
        return self.user.pk if self.user else None


SYSTEM = Actor("system")
