"""What a worker tells the people who run it: metrics, health and logs."""

from dateline.telemetry.collector import (
    HealthCollector,
    IndexState,
    OutletState,
    PartitionState,
    StateCollector,
    WorkerState,
)
from dateline.telemetry.health import Health
from dateline.telemetry.logs import configure_logging, get_logger, tells_everything
from dateline.telemetry.metrics import Metrics
from dateline.telemetry.recorder import Recorder
from dateline.telemetry.server import TelemetryServer
from dateline.telemetry.tracing import NoTracing, Step, Tracing, tracing_of

__all__ = [
    "Health",
    "HealthCollector",
    "IndexState",
    "Metrics",
    "NoTracing",
    "OutletState",
    "PartitionState",
    "Recorder",
    "StateCollector",
    "Step",
    "TelemetryServer",
    "Tracing",
    "WorkerState",
    "configure_logging",
    "get_logger",
    "tells_everything",
    "tracing_of",
]
