"""Every error of the product. The branch is the retry decision.

    CopydeskError
    ├─ TransientError   ProviderUnavailable · ProviderRateLimited (AllowanceUsed) · StoreUnavailable
    │                   BrokerUnavailable · HeldByAnother · AnswerAwaited
    ├─ PermanentError   InvalidContent · InvalidPolicy · ConfigurationError · ProviderRefused
    │                   ReplyUnusable · EvaluationFailed · BudgetExhausted · OutcomeUnknown
    │                   UnknownPlugin · NotFound
    ├─ ConflictError    LoginTaken · InvalidTransition · AlreadyDecided · LeaseLost
    └─ StoreFault       StatementRejected · ConstraintViolated (AlreadyExists)

Transient: try again later. Permanent: give up now and say why. Conflict: somebody else was first; stop
quietly. Store fault: a defect; a rejected statement is tried again like any unknown error, a row that breaks
a constraint is given up at once.
Messages are written for the person who has to act: what, where, how to mend it.
Errors cross processes: `type(error)(*error.args)` rebuilds each of them.
"""


class CopydeskError(Exception):
    """Something Copydesk knows the meaning of."""


class TransientError(CopydeskError):
    """It may work later. `retry_after_seconds` is the other side's wish, None where it has none."""

    def __init__(self, message: str = "", retry_after_seconds: float | None = None) -> None:
        super().__init__(message, retry_after_seconds)
        self.message = message
        self.retry_after_seconds = retry_after_seconds

    def __str__(self) -> str:
        return self.message


class ProviderUnavailable(TransientError):
    """The model's provider did not answer as it should; nothing was billed that we know of."""


class ProviderRateLimited(TransientError):
    """The provider asks us to slow down."""


class AllowanceUsed(ProviderRateLimited):
    """Our own limit gives this call a place later; the provider was not asked."""


class AnswerAwaited(TransientError):
    """The request is in a batch; its answer comes by itself."""


class StoreUnavailable(TransientError):
    """The database cannot be used now: away, locked, full, read-only, every connection in use."""


class BrokerUnavailable(TransientError):
    """The broker cannot be reached. Nothing is lost: the sweep sends what is due once it is back."""


class HeldByAnother(TransientError):
    """Another worker holds this work; it may be dead, so look again later."""


class PermanentError(CopydeskError):
    """Trying again gives the same answer."""


class InvalidContent(PermanentError):
    """This file or text cannot be evaluated."""


class InvalidPolicy(PermanentError):
    """`copydesk.toml` is wrong; the message names file, line and key."""


class ConfigurationError(PermanentError):
    """A setting is wrong; the message says which, why, and how to mend it."""


class ProviderRefused(PermanentError):
    """The provider understood and will not do it: refusal, bad request, bad key, quota gone."""


class ProviderStopped(ProviderRefused):
    """Quota gone or key refused: no call to this provider can succeed before a person acts."""


class ReplyUnusable(PermanentError):
    """The model answered, was paid for, and the answer cannot be used: truncated, not the schema."""


class BudgetExhausted(PermanentError):
    """The budget does not cover the most this call can cost."""


class OutcomeUnknown(PermanentError):
    """A paid call was sent and its outcome never seen: maybe billed. It is not repeated by itself."""


class EvaluationFailed(PermanentError):
    """A detector or check broke on this text. The same text gives the same error: a person decides."""


class UnknownPlugin(PermanentError):
    """No detector, check, provider or notifier of this name; the message lists the known ones."""


class NotFound(PermanentError):
    """There is nothing under this id."""


class ConflictError(CopydeskError):
    """The world moved on before this could be saved."""


class LoginTaken(ConflictError):
    """There is an account of this name."""


class InvalidTransition(ConflictError):
    """The state machine does not allow this move from the state that is stored now."""


class AlreadyDecided(ConflictError):
    """This escalation has been decided."""


class LeaseLost(ConflictError):
    """The lease ran out and somebody else holds the work now."""


class StoreFault(CopydeskError):
    """The database answered, and refused: a defect of ours, or a database that was changed by other means."""


class StatementRejected(StoreFault):
    """No such table or column, wrong SQL, no right to it. A migration that is under way may end it."""


class ConstraintViolated(StoreFault):
    """The database refuses the row: foreign key, NOT NULL, CHECK, exclusion. The same row breaks it again.

    `constraint` is its name, empty where the database does not say it.
    """

    def __init__(self, message: str = "", constraint: str = "") -> None:
        super().__init__(message, constraint)
        self.message = message
        self.constraint = constraint

    def __str__(self) -> str:
        return self.message


class AlreadyExists(ConstraintViolated):
    """There is a row with this unique or primary key.

    Whoever expects to race for it catches this, compares `constraint` and reads the row. A violation that
    nobody expects is a defect, as of any other constraint.
    """
