"""What a worker tells the people who run it: metrics, health and logs."""

from dateline.telemetry.health import Health
from dateline.telemetry.logs import configure_logging, get_logger
from dateline.telemetry.metrics import Metrics
from dateline.telemetry.recorder import Recorder
from dateline.telemetry.server import TelemetryServer

__all__ = ["Health", "Metrics", "Recorder", "TelemetryServer", "configure_logging", "get_logger"]
