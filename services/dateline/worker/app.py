"""The Faust application: its topics, tables and agents, put together from the settings."""

import asyncio
import logging
from pathlib import Path
from ssl import SSLContext, create_default_context
from typing import Any, cast

import faust
from faust.types import TP, AppT
from faust.types.auth import CredentialsT

from dateline import topology
from dateline.enrichment.duplicates import DuplicateIndex, IndexEntry
from dateline.enrichment.outlets import OutletEntry, OutletMemory
from dateline.pipeline import enricher_of, memory_of, window_of
from dateline.settings import MIB, SecurityProtocol, Settings
from dateline.telemetry import Health, Recorder, Step, Tracing, get_logger
from dateline.worker.agent import Agent
from dateline.worker.annotate import Annotate
from dateline.worker.dead_letters import DeadLetters
from dateline.worker.deduplicate import Deduplicate
from dateline.worker.in_flight import InFlight
from dateline.worker.indexes import Indexes
from dateline.worker.layout import Layout
from dateline.worker.output import Output
from dateline.worker.sensor import Sensor
from dateline.worker.table import StateTable
from dateline.worker.transport import Transport
from dateline.worker.volumes import OutletVolumes

COMMIT_SECONDS = 1.0
HEARTBEAT_SECONDS = 2.0
BUFFERED_RECORDS = 128
"""Records read ahead for each agent; with bodies of the largest size they still fit in memory."""
IN_FLIGHT_BYTES = 64 * MIB

log = get_logger(__name__)


class DatelineApp(faust.App):
    """A Faust app that commits what `in_flight` says is done, and stops at the first fault of the system."""

    logger = logging.getLogger("faust.app.dateline")
    in_flight: InFlight
    fault: BaseException | None = None
    failed: asyncio.Event
    """Set when a fault has stopped the app."""
    stories: Indexes[DuplicateIndex, IndexEntry]
    indexes: dict[str, Indexes[Any, Any]]
    """By the topic whose articles they remember."""
    volumes: OutletVolumes
    layout: dict[str, int]
    """How many partitions the topics have whose partitions decide which articles meet."""

    @property
    def faulted(self) -> bool:
        """Whether a fault has stopped the app."""
        return self.fault is not None

    def _new_transport(self) -> Any:
        return Transport(self.conf.broker_consumer, self)

    def _new_producer_transport(self) -> Any:
        return Transport(self.conf.broker_producer, self)

    def _crash(self, reason: BaseException) -> None:
        # also called when one of Faust's own services has crashed
        if self.should_stop and not self.faulted and _spoke_to_ended_thread(reason):
            log.warning("asked after its end", why=str(reason))
            return
        if self.fault is None:
            self.fault = reason
            self.failed.set()
            log.critical("stopping", error=type(reason).__name__, why=str(reason))
        super()._crash(reason)

    def pause_topic(self, topic: str) -> None:
        """Read no more of a topic, until the next rebalance."""
        self.consumer.pause_partitions({tp for tp in self.consumer.assignment() if tp.topic == topic})

    def crash_now(self, reason: BaseException) -> None:
        """Stop the worker, where none of its services can say so."""
        self._crash(reason)

    def crash_soon(self, reason: BaseException) -> None:
        """Stop the worker, from a callback."""
        self.add_future(self.crash(reason))


def _spoke_to_ended_thread(reason: BaseException) -> bool:
    """Tell whether a service asked Faust's thread of the consumer, which has ended: no fault while the app stops.

    What it asked for is not committed then, and is taken again at the next start.
    """
    return isinstance(reason, RuntimeError) and str(reason) == "Event loop is closed"


def build_app(settings: Settings, folder: Path, recorder: Recorder, health: Health, tracing: Tracing) -> DatelineApp:
    """Return the app, ready to be started; `folder` is this instance's for the cluster it speaks to."""
    app = DatelineApp(
        settings.group,
        broker=[f"kafka://{server.strip()}" for server in settings.bootstrap_servers.split(",")],
        broker_credentials=credentials(settings),
        broker_commit_interval=COMMIT_SECONDS,
        broker_heartbeat_interval=HEARTBEAT_SECONDS,
        broker_session_timeout=settings.session_timeout_seconds,
        broker_rebalance_timeout=settings.rebalance_timeout_seconds,
        broker_max_poll_records=BUFFERED_RECORDS,
        broker_client_id=f"{settings.group}-{settings.instance_id}",
        # from the identity, not from host or port: the assignor tells members apart by it
        canonical_url=f"http://{settings.instance_id}.{settings.group}.invalid",
        consumer_auto_offset_reset="earliest",
        consumer_max_fetch_size=topology.largest_record_bytes(settings),
        # what is written is checked before; the client counts its own framing as well
        producer_max_request_size=topology.largest_record_bytes(settings) + topology.RECORD_OVERHEAD,
        producer_linger=settings.linger_ms / 1000,
        producer_request_timeout=120.0,
        datadir=folder,
        store="rocksdb://",
        Table=StateTable,
        stream_buffer_maxsize=BUFFERED_RECORDS,
        stream_wait_empty=True,
        topic_allow_declare=False,
        topic_disable_leader=True,
        web_enabled=False,
        loghandlers=[],
        autodiscover=False,
    )
    app.failed = asyncio.Event()
    app.layout = topology.layout(settings)
    app.monitor = cast(Any, Sensor(recorder, health))
    app.in_flight = InFlight(settings.in_flight, IN_FLIGHT_BYTES, recorder, app.crash_soon)

    memories = Indexes[OutletMemory, OutletEntry](
        _table(app, topology.OUTLETS, settings.raw_partitions),
        lambda: memory_of(settings),
        in_flight=app.in_flight,
        grace=settings.grace_articles,
    )
    window = window_of(settings)
    layout = Layout(settings)
    indexes = Indexes[DuplicateIndex, IndexEntry](
        _table(app, topology.STORIES, settings.annotated_partitions),
        lambda: DuplicateIndex(window),
        in_flight=app.in_flight,
        grace=settings.grace_articles,
        on_expired=recorder.evicted,
        check=layout.require_index,
    )
    app.stories = indexes
    app.indexes = {settings.raw: memories, settings.annotated: indexes}
    app.volumes = OutletVolumes(_table(app, topology.VOLUMES, settings.raw_partitions))
    enricher = enricher_of(settings, recorder.stage)
    recorder.started([settings.raw, settings.annotated], enricher.languages, faust.__version__)
    output = Output(app)
    dead_letters = DeadLetters(output, settings.dead, topology.dead_record_bytes(settings), recorder)

    def agent(work: Annotate | Deduplicate, step: Step, topic: str) -> None:
        runner = Agent(
            work,
            step=step,
            tracing=tracing,
            in_flight=app.in_flight,
            dead_letters=dead_letters,
            recorder=recorder,
            health=health,
            crash=app.crash,
            pause=app.pause_topic,
            guarded=settings.upstream_guard,
        )
        channel = app.topic(topic, key_type=bytes, value_type=bytes, key_serializer="raw", value_serializer="raw")
        app.agent(channel, name=f"dateline.{step}")(runner.run)

    agent(
        Annotate(
            settings,
            enricher=enricher,
            memories=memories,
            output=output,
            recorder=recorder,
            volumes=app.volumes,
            layout=layout,
        ),
        Step.ANNOTATE,
        settings.raw,
    )
    agent(
        Deduplicate(
            settings,
            enricher=enricher,
            indexes=indexes,
            output=output,
            recorder=recorder,
            layout=layout,
        ),
        Step.DEDUPLICATE,
        settings.annotated,
    )

    evicting: set[int] = set()

    async def on_revoked(_app: AppT, *_: Any, **__: Any) -> None:
        app.in_flight.revoke()
        app.volumes.drop()

    async def on_assigned(_app: AppT, assigned: set[TP], *_: Any, **__: Any) -> None:
        memories.keep_only(tp.partition for tp in assigned if tp.topic == settings.raw)
        mine = {tp.partition for tp in assigned if tp.topic == settings.annotated}
        indexes.keep_only(mine)
        for partition in evicting - mine:
            recorder.index_gone(partition)
        for partition in mine:
            recorder.index_here(partition)
        evicting.clear()
        evicting.update(mine)

    # strongly held: Faust's signals keep weak references to closures
    for signal, receiver in (
        (app.on_partitions_revoked, on_revoked),
        (app.on_partitions_assigned, on_assigned),
    ):
        cast(Any, signal).connect(receiver, weak=False)

    return app


def _table(app: DatelineApp, name: str, partitions: int) -> StateTable:
    return cast(StateTable, app.Table(name, partitions=partitions))


def credentials(settings: Settings) -> CredentialsT | None:
    """Return how to speak to the brokers, in Faust's terms; None for plain text."""
    if settings.security_protocol == SecurityProtocol.PLAINTEXT:
        return None
    context = _ssl_context(settings) if settings.security_protocol.endswith("SSL") else None
    if settings.security_protocol == SecurityProtocol.SSL:
        return faust.SSLCredentials(context)
    secret = settings.sasl_password
    return faust.SASLCredentials(
        username=settings.sasl_username,
        password=secret.get_secret_value() if secret else None,
        ssl_context=context,
        mechanism=settings.sasl_mechanism.value,
    )


def _ssl_context(settings: Settings) -> SSLContext:
    context = create_default_context(cafile=settings.ssl_ca_file)
    if settings.ssl_certificate_file is not None:
        context.load_cert_chain(settings.ssl_certificate_file, settings.ssl_key_file)
    return context
