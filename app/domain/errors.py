"""Every error of the product. The branch is the retry decision.

    CopydeskError
    ├─ TransientError   ProviderUnavailable (ProviderFailed) · ProviderRateLimited (AllowanceUsed)
    │                   StoreUnavailable (StoreRefusesLogin) · BrokerUnavailable · HeldByAnother
    │                   AnswerAwaited
    ├─ PermanentError   InvalidContent · InvalidPolicy · ConfigurationError · ProviderRefused
    │                   ReplyUnusable · EvaluationFailed · BudgetExhausted · OutcomeUnknown
    │                   UnknownPlugin · NotFound
    ├─ ConflictError    LoginTaken · InvalidTransition · AlreadyDecided · LeaseLost
    └─ StoreFault       StatementRejected · ConstraintViolated (AlreadyExists)

Transient: try again later. Permanent: give up now and say why. Conflict: somebody else was first; stop
quietly. Store fault: a defect; a rejected statement is retried like any unknown error, a row that violates
a constraint is given up at once.
Messages are written for the person who has to act: what, where, how to fix it.
Errors cross processes: `type(error)(*error.args)` rebuilds each of them.
"""


class CopydeskError(Exception):
    """An error that Copydesk understands."""


class TransientError(CopydeskError):
    """It may work later. `retry_after_seconds` is the wait that the other side asks for, None if none."""

    def __init__(self, message: str = "", retry_after_seconds: float | None = None) -> None:
        super().__init__(message, retry_after_seconds)
        self.message = message
        self.retry_after_seconds = retry_after_seconds

    def __str__(self) -> str:
        return self.message


class ProviderUnavailable(TransientError):
    """The request never reached the provider, or its circuit is open: nothing was billed."""


class ProviderFailed(ProviderUnavailable):
    """The request was sent and an error came back, or a page that is not an answer: maybe billed.

    It may be sent again, as another call of the ledger, a few times.
    """


class ProviderRateLimited(TransientError):
    """The provider asks us to slow down."""


class AllowanceUsed(ProviderRateLimited):
    """Our own rate limit postpones this call; the provider was not asked."""


class AnswerAwaited(TransientError):
    """The request is in a batch; its answer arrives without another request."""


class StoreUnavailable(TransientError):
    """The database cannot be used now: unreachable, locked, full, read-only, every connection in use."""


class StoreRefusesLogin(StoreUnavailable):
    """The database server answers, and refuses the user, the password or the database's name.

    Running work waits for it, because a password may be in the middle of a change; a start does not.
    """


class BrokerUnavailable(TransientError):
    """The broker cannot be reached. Nothing is lost: the sweep sends due wakeups once it is back."""


class HeldByAnother(TransientError):
    """Another worker holds this job; it may be dead, so look again later."""


class PermanentError(CopydeskError):
    """Trying again gives the same answer."""


class InvalidContent(PermanentError):
    """This file or text cannot be evaluated."""


class InvalidPolicy(PermanentError):
    """`copydesk.toml` is wrong; the message names file, line and key."""


class ConfigurationError(PermanentError):
    """A setting is wrong; the message says which, why, and how to fix it."""


class ProviderRefused(PermanentError):
    """The provider understood and refuses: content refusal, bad request, bad key, exhausted quota."""


class ProviderStopped(ProviderRefused):
    """Quota exhausted or key rejected: no call to this provider can succeed until a person acts."""


class ReplyUnusable(PermanentError):
    """The model's answer was paid for and cannot be used: truncated, or not in the schema."""


class BudgetExhausted(PermanentError):
    """The budget does not cover the maximum cost of this call."""


class OutcomeUnknown(PermanentError):
    """A paid call was sent and its outcome never seen: maybe billed. It is never repeated automatically."""


class EvaluationFailed(PermanentError):
    """A detector or check crashed on this text. The same text gives the same error: a person decides."""


class UnknownPlugin(PermanentError):
    """No detector, check, provider or notifier has this name; the message lists the known ones."""


class NotFound(PermanentError):
    """Nothing has this id."""


class ConflictError(CopydeskError):
    """The stored state changed before this could be saved."""


class LoginTaken(ConflictError):
    """An account with this name exists."""


class InvalidTransition(ConflictError):
    """The state machine does not allow this move from the stored state."""


class AlreadyDecided(ConflictError):
    """This escalation has already been decided."""


class LeaseLost(ConflictError):
    """The lease ran out and somebody else holds the job now."""


class StoreFault(CopydeskError):
    """The database answered and refused: a defect of ours, or a database changed by other means."""


class StatementRejected(StoreFault):
    """No such table or column, invalid SQL, missing privilege. A migration in progress may resolve it."""


class ConstraintViolated(StoreFault):
    """The database refuses the row: foreign key, NOT NULL, CHECK, exclusion. The same row fails again.

    `constraint` is its name, empty where the database does not report one.
    """

    def __init__(self, message: str = "", constraint: str = "") -> None:
        super().__init__(message, constraint)
        self.message = message
        self.constraint = constraint

    def __str__(self) -> str:
        return self.message


class AlreadyExists(ConstraintViolated):
    """A row with this unique or primary key exists.

    Code that expects a race catches this, compares `constraint` and reads the row. An unexpected violation is
    a defect, as with any other constraint.
    """
