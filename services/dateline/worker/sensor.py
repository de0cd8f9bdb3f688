"""What Faust tells of itself: when the group rebalances, and where the logs end."""

import logging
import time
from collections.abc import Mapping
from typing import Any

import faust
from faust.types import TP, AppT, Message

from dateline.telemetry import Health, Recorder

_DEALT = "dealt"
_BEGUN = "begun"


class Sensor(faust.Sensor):
    """Stands in the place of Faust's monitor, whose statistics of every record nobody would read.

    Faust calls it from the event loop, and `on_rebalance_start` also from the thread of its consumer.
    """

    logger = logging.getLogger("faust.sensors.dateline")
    stream_inbound_time: Mapping[TP, float] = {}

    def __init__(self, recorder: Recorder, health: Health, **options: Any) -> None:
        super().__init__(**options)
        self._recorder = recorder
        self._health = health
        self.ends: dict[TP, int] = {}
        self.delivered: dict[TP, int] = {}

    def on_rebalance_start(self, app: AppT) -> dict[str, Any]:  # noqa: ARG002 (Faust's signature)
        """Take note that partitions are being dealt."""
        self._health.hinder("rebalancing", "partitions are being dealt anew")
        self._recorder.rebalance_began()
        self.delivered.clear()
        return {_BEGUN: time.monotonic()}

    def on_rebalance_return(self, app: AppT, state: dict[str, Any]) -> None:  # noqa: ARG002
        """Take note that partitions are dealt, and that tables are restored next."""
        state[_DEALT] = time.monotonic()
        self._recorder.rebalance_dealt(state[_DEALT] - state[_BEGUN])
        self._health.hinder("recovering", "tables are being restored")
        self._health.clear("rebalancing")

    def on_rebalance_end(self, app: AppT, state: dict[str, Any]) -> None:  # noqa: ARG002
        """Take note that records are read again."""
        self._recorder.recovered(time.monotonic() - state.get(_DEALT, state[_BEGUN]))
        for hindrance in ("starting", "rebalancing", "recovering"):
            self._health.clear(hindrance)

    def on_message_in(self, tp: TP, offset: int, message: Message) -> None:  # noqa: ARG002
        """Keep up to where records were handed to the agents."""
        self.delivered[tp] = offset

    def track_tp_end_offset(self, tp: TP, offset: int) -> None:
        """Keep the end of a log, which Faust's consumer learns with every fetch."""
        self.ends[tp] = offset

    def on_tp_commit(self, offsets: Mapping[TP, int]) -> None:
        """Pass over what was committed: our own account knows it."""
