"""What only staff do for a citizen, at the counter where she is insured (A-04)."""

from gongji.access import NoRole, Role
from gongji.edge.api.call import Call


def require_served(call: Call) -> int:
    """The person a clerk serves; refuses everybody who is no staff, citizens about themselves too."""
    person = call.caller.acts_for
    if not call.caller.grants or person is None:
        raise NoRole(role=Role.CLERK.value)
    return person
