"""Who may do what to whom: callers with roles and regions, tokens, consents, and who looked at whom."""

from gongji.access.caller import (
    NATION,
    Caller,
    Grant,
    NoRole,
    NotYours,
    Role,
    Scope,
    SecondPerson,
    SignInNeeded,
    StepUpNeeded,
    require_fresh,
    require_role,
    require_scope,
    require_second,
    require_step_up,
)
from gongji.access.consent import Agreed, Consent, give_consents, list_consents, withdraw_consents
from gongji.access.looks import Look, PurposeMissing, list_looks, record_look_at_till, record_looks
from gongji.access.staff import enter_staff, find_grants, grant_role
from gongji.access.token import Token, issue_token, require_token, revoke_token, revoke_tokens_of

__all__ = [
    "NATION",
    "Agreed",
    "Caller",
    "Consent",
    "Grant",
    "Look",
    "NoRole",
    "NotYours",
    "PurposeMissing",
    "Role",
    "Scope",
    "SecondPerson",
    "SignInNeeded",
    "StepUpNeeded",
    "Token",
    "enter_staff",
    "find_grants",
    "give_consents",
    "grant_role",
    "issue_token",
    "list_consents",
    "list_looks",
    "record_look_at_till",
    "record_looks",
    "require_fresh",
    "require_role",
    "require_scope",
    "require_second",
    "require_step_up",
    "require_token",
    "revoke_token",
    "revoke_tokens_of",
    "withdraw_consents",
]
