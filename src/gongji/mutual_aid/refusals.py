"""What mutual aid refuses."""

from typing import ClassVar

from gongji.ground.refusal import Refusal, refusal


@refusal
class ReceiverNotInsured(Refusal):
    """The beneficiary is not normally insured in either scheme (R-02)."""

    code: ClassVar[str] = "RECEIVER_NOT_INSURED"
    rule: ClassVar[str] = "R-02"


@refusal
class PoolNotEnabled(Refusal):
    """The wallet is not switched on in the donor's or the beneficiary's pooling area (W-09)."""

    code: ClassVar[str] = "POOL_NOT_ENABLED"
    rule: ClassVar[str] = "W-09"
    pool: int


@refusal
class ConsentMissing(Refusal):
    """Both sides have to have consented, not later than now (R-08)."""

    code: ClassVar[str] = "CONSENT_MISSING"
    rule: ClassVar[str] = "R-08"


@refusal
class RelationExists(Refusal):
    """The two have a relation already (R-15: a dissolved one may begin anew)."""

    code: ClassVar[str] = "RELATION_EXISTS"
    rule: ClassVar[str] = "R-15"


@refusal
class RelationLimit(Refusal):
    """A person has as many active relations in this direction as allowed (R-09)."""

    code: ClassVar[str] = "RELATION_LIMIT"
    rule: ClassVar[str] = "R-09"
    limit: int


@refusal
class RelationUnknown(Refusal):
    """There is no such relation."""

    code: ClassVar[str] = "RELATION_UNKNOWN"
    rule: ClassVar[str] = "R-10"


@refusal
class RelationNotActive(Refusal):
    """The relation is suspended or dissolved (R-10)."""

    code: ClassVar[str] = "RELATION_NOT_ACTIVE"
    rule: ClassVar[str] = "R-10"
    state: str


@refusal
class QuotaExists(Refusal):
    """The relation has an active quota; it is raised or lowered, not set again (Q-01)."""

    code: ClassVar[str] = "QUOTA_EXISTS"
    rule: ClassVar[str] = "Q-01"


@refusal
class QuotaUnknown(Refusal):
    """There is no such quota, or it is closed."""

    code: ClassVar[str] = "QUOTA_UNKNOWN"
    rule: ClassVar[str] = "Q-10"


@refusal
class PersonalAccountInsufficient(Refusal):
    """The donor's shareable balance is less than what the quota would set aside (Q-02, Q-06)."""

    code: ClassVar[str] = "PA_INSUFFICIENT"
    rule: ClassVar[str] = "Q-02"
    available_fen: int
    asked_fen: int


@refusal
class KinCeiling(Refusal):
    """Until kinship is verified a relation's quotas have a lower ceiling; ceiling_fen: what it leaves (R-07, D-11)."""

    code: ClassVar[str] = "KIN_CEILING"
    rule: ClassVar[str] = "R-07"
    ceiling_fen: int


@refusal
class DonorPaused(Refusal):
    """While the donor's contributions pause, quotas work but cannot grow (R-13)."""

    code: ClassVar[str] = "GIVER_PAUSED"
    rule: ClassVar[str] = "R-13"


@refusal
class QuotaBelowUsed(Refusal):
    """The new limit would be under what is already spent or reserved (Q-07)."""

    code: ClassVar[str] = "QUOTA_BELOW_USED"
    rule: ClassVar[str] = "Q-07"
    used_fen: int
    reserved_fen: int


@refusal
class WholeBalanceNotOffered(Refusal):
    """The donor's pooling area lets nobody share the whole of an account (R-22)."""

    code: ClassVar[str] = "WHOLE_BALANCE_NOT_OFFERED"
    rule: ClassVar[str] = "R-22"
    pool: int


@refusal
class WholeBalanceTooFar(Refusal):
    """Across provinces a relative is let to spend a limit, never the whole account (R-22)."""

    code: ClassVar[str] = "WHOLE_BALANCE_TOO_FAR"
    rule: ClassVar[str] = "R-22"


@refusal
class WholeBalanceUnlimited(Refusal):
    """A relative who may spend the whole account has no limit to be raised or lowered (R-22)."""

    code: ClassVar[str] = "WHOLE_BALANCE_UNLIMITED"
    rule: ClassVar[str] = "R-22"


@refusal
class QuotaChangedTooOften(Refusal):
    """A quota may change so many times a day and relation (Q-09)."""

    code: ClassVar[str] = "QUOTA_CHANGED_TOO_OFTEN"
    rule: ClassVar[str] = "Q-09"
    changes: int
