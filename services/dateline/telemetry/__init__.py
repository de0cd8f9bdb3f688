"""What a worker tells the people who run it: metrics, health and logs."""

from dateline.telemetry.collector import IndexState, OutletState, PartitionState, StateCollector, WorkerState
from dateline.telemetry.health import Health
from dateline.telemetry.logs import configure_logging, get_logger
from dateline.telemetry.metrics import Metrics
from dateline.telemetry.recorder import Recorder
from dateline.telemetry.server import TelemetryServer

__all__ = [
    "Health",
    "IndexState",
    "Metrics",
    "OutletState",
    "PartitionState",
    "Recorder",
    "StateCollector",
    "TelemetryServer",
    "WorkerState",
    "configure_logging",
    "get_logger",
]
