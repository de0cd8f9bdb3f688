"""Everything Dateline raises on purpose.

DatelineError
├── SettingsError                 a setting is missing, malformed or contradicts another
├── ArticleError                  a fault of one article: it becomes a dead letter, the stream goes on
│   ├── UndecodableArticle        its bytes are not UTF-8, or not JSON
│   ├── InvalidArticle            its JSON is not an article
│   ├── ArticleTooLarge           it, or what came of it, is over the size limit
│   └── StageFailed               an enrichment stage raised on it
├── SystemFault                   a fault of the system: the worker stops without committing
│   ├── KafkaUnavailable          no broker answers, or one refused what it must not refuse
│   ├── TopicMismatch             a topic is missing, or is not as the settings say
│   ├── AgentFailed               an agent raised on a record what nobody foresaw, outside of every stage
│   ├── WriteRefused              an output, a dead letter or a changelog record was not acknowledged
│   ├── IndexUnavailable          an in-memory index could not be rebuilt from its table
│   ├── IdentityTaken             another process uses this instance's identity or data folder
│   ├── OffsetsLost               a committed offset lies outside the log
│   ├── PartitionsChanged         a topic has another number of partitions than when its articles were read
│   ├── WorkersRunning            workers of the group run, and what was asked for needs them stopped
│   ├── StreamNotAtRest           articles came on a topic while it was carried over
│   ├── StateForgotten            a group was set back further than its tables remember
│   └── AssignmentLost            this worker has no part in its group any more
├── SourceError                   a file, folder or stream of articles cannot be read
│   └── BadRow                    one row of it is not an article
├── OutputError                   a file or folder cannot be written
└── BrokerError                   the embedded Kafka cannot be had
    ├── JavaMissing               there is no Java runtime that Kafka runs on
    ├── KafkaUnobtainable         its jars cannot be fetched, or are not those of the lock file
    ├── PortTaken                 another program listens where it should
    ├── DataFolderUnusable        its data folder is in use, not writable or full
    └── BrokerDied                it ended by itself, or did not become ready
"""


class DatelineError(Exception):
    """Root of everything Dateline raises on purpose."""


class SettingsError(DatelineError):
    """A setting is missing, malformed or contradicts another."""


class ArticleError(DatelineError):
    """A fault of one article. `reason` is one of `dateline.records.Reason`, `stage` one of `dateline.records.Stage`.

    `article` is its id, once that is known.
    """

    reason = "stage_failed"
    stage = "decode"
    article: str | None = None


class UndecodableArticle(ArticleError):
    """The bytes are not UTF-8, or not JSON."""

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


class InvalidArticle(ArticleError):
    """The JSON is not an article."""

    reason = "invalid_article"


class ArticleTooLarge(ArticleError):
    """The article, or what came of it, is over the size limit."""

    reason = "too_large"

    def __init__(self, message: str, stage: str) -> None:
        super().__init__(message)
        self.stage = stage


class StageFailed(ArticleError):
    """An enrichment stage raised; the cause is chained."""

    def __init__(self, message: str, stage: str) -> None:
        super().__init__(message)
        self.stage = stage


class SystemFault(DatelineError):
    """A fault of the system. The worker stops, commits nothing further, and says why."""


class KafkaUnavailable(SystemFault):
    """No broker answers at the given address, or it refused a request."""


class TopicMismatch(SystemFault):
    """A topic is missing, or its partitions or configuration are not as the settings say."""


class AgentFailed(SystemFault):
    """An agent raised on a record what nobody foresaw, outside of every stage. It tells type and place, and no text."""


class WriteRefused(SystemFault):
    """An output, a dead letter or a changelog record was not acknowledged."""


class IndexUnavailable(SystemFault):
    """An in-memory index could not be rebuilt from its table."""


class IdentityTaken(SystemFault):
    """Another process uses this instance's identity or data folder."""


class OffsetsLost(SystemFault):
    """A committed offset lies behind the end of its log: reading on from it would pass over articles."""


class StateForgotten(SystemFault):
    """A partition would be read from an offset whose article could have seen entries that are deleted by now."""


class PartitionsChanged(SystemFault):
    """A topic has another number of partitions than when its articles were read: copies would not meet any more."""


class WorkersRunning(SystemFault):
    """Workers of the group run, and what was asked for needs them stopped."""


class StreamNotAtRest(SystemFault):
    """Articles came on a topic while it was carried over to another one."""


class AssignmentLost(SystemFault):
    """This worker has no part in its group any more: it gets no partitions, or a rebalance does not end."""


class SourceError(DatelineError):
    """A file, folder or stream of articles cannot be read."""


class BadRow(SourceError):
    """One row of a source is not an article. `line` counts from 1; None: the file as a whole."""

    def __init__(self, file: str, line: int | None, problem: str) -> None:
        super().__init__(f"{file}: {problem}" if line is None else f"{file}:{line}: {problem}")
        self.file = file
        self.line = line
        self.problem = problem


class OutputError(DatelineError):
    """A file or folder cannot be written; the message names it."""


class BrokerError(DatelineError):
    """The embedded Kafka cannot be had."""


class JavaMissing(BrokerError):
    """No Java runtime that Kafka runs on was found; the message says why each candidate was refused."""


class KafkaUnobtainable(BrokerError):
    """The jars of Kafka cannot be fetched, or are not those of the lock file."""


class PortTaken(BrokerError):
    """Another program listens on the port, or this user may not."""


class DataFolderUnusable(BrokerError):
    """The data folder is in use by another broker, cannot be written, or its disk is full."""


class BrokerDied(BrokerError):
    """Kafka ended by itself or did not become ready; the message holds the end of its log."""
