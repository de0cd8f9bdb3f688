"""One line an event, for people or as JSON; other libraries' lines in the same shape."""

import logging
import sys
from collections.abc import Mapping

import structlog

from dateline.settings import LogFormat

QUIET = ("faust", "mode", "aiokafka", "kafka", "asyncio")
"""Loggers that are heard from WARNING on; their debug records would be formatted and thrown away."""


QUOTING = ("aiokafka.producer.producer", "aiokafka.conn")
"""Loggers whose debug records quote what is written and read, the second credentials as well."""


REPEATED_AFTER_SECONDS = 30.0
"""How long aiokafka's complaints are not repeated: without a broker it has the same ones sixty times a second."""
COMPLAINTS_AT_MOST = 1000


def configure_logging(level: str, log_format: LogFormat, levels: Mapping[str, str] | None = None) -> None:
    """Set up logging for this process, on standard error; `levels` are those of single loggers, by name."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info if log_format == LogFormat.JSON else _on_one_line,
    ]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if log_format == LogFormat.JSON
        # plain tracebacks: the pretty ones show local variables, and so the texts of articles
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.PositionalArgumentsFormatter(), *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    handler.addFilter(_Repetitions())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.getLogger("aiokafka.consumer.group_coordinator").addFilter(_is_worth_a_line)
    for name in QUOTING:
        logging.getLogger(name).addFilter(_says_no_values)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level)))
    for name, own_level in (levels or {}).items():
        logging.getLogger(name).setLevel(own_level)
    logging.captureWarnings(capture=True)


class _Repetitions(logging.Filter):
    def __init__(self) -> None:
        super().__init__()
        self._said: dict[tuple[str, str], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Pass over what aiokafka said a moment ago."""
        if not record.name.startswith("aiokafka") or record.levelno < logging.WARNING:
            return True
        complaint = (record.name, record.getMessage())
        said = self._said.get(complaint)
        if said is not None and 0 <= record.created - said < REPEATED_AFTER_SECONDS:
            return False
        if len(self._said) >= COMPLAINTS_AT_MOST:
            self._said.clear()
        self._said[complaint] = record.created
        return True


def _is_worth_a_line(record: logging.LogRecord) -> bool:
    # said as an error whenever a group is used for the first time, and tried again at once
    return "GroupCoordinatorNotAvailableError" not in record.getMessage()


def _says_no_values(record: logging.LogRecord) -> bool:
    return record.levelno > logging.DEBUG


def _on_one_line(_logger: object, _name: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    # Faust draws tables
    event["event"] = " ".join(str(event["event"]).split())
    return event


def tells_everything(name: str) -> bool:
    """Tell whether a logger is heard at DEBUG: an event that is not written should not be put together."""
    return logging.getLogger(name).isEnabledFor(logging.DEBUG)


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """Return a logger; events are short sentences, facts go as keyword arguments."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger
