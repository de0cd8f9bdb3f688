"""`dateline worker`: the stream."""

from typing import Annotated

import typer

from dateline.cli.options import BootstrapServers
from dateline.errors import DatelineError
from dateline.settings import LogFormat, load_settings
from dateline.topology import changelog_specs


def worker(
    bootstrap_servers: BootstrapServers = None,
    processes: Annotated[
        int, typer.Option(min=1, metavar="N", help="How many processes to run; each uses one core.")
    ] = 1,
    instance_id: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Stable name of this process; its state's folder follows from it."),
    ] = None,
    metrics_port: Annotated[
        int | None, typer.Option(metavar="PORT", help="Port of /metrics, /livez and /readyz; 0: a free one.")
    ] = None,
    create_missing_topics: Annotated[
        bool, typer.Option("--create-topics", help="Create the topics that are missing.")
    ] = False,
) -> None:
    """Enrich articles until Ctrl-C.

    What was not finished is taken again at the next start.
    The exit status is 0 after Ctrl-C or a termination signal, 1 after a fault of the system.
    """
    # Faust takes long to import, and the other commands do without
    from dateline.admin import check_layout, check_topics, create_topics, topic_ids  # noqa: PLC0415
    from dateline.admin.cluster import wait_for_cluster  # noqa: PLC0415
    from dateline.telemetry import configure_logging, get_logger  # noqa: PLC0415
    from dateline.worker import run_worker, supervise  # noqa: PLC0415

    settings = load_settings(bootstrap_servers=bootstrap_servers, instance_id=instance_id, metrics_port=metrics_port)
    configure_logging(settings.log_level, settings.log_format, settings.levels)
    log = get_logger("dateline.worker")
    try:
        cluster_id = wait_for_cluster(settings, log.warning)
        if create_missing_topics:
            create_topics(settings)
        check_topics(settings)
        check_layout(settings)
        changelogs = topic_ids(settings, [spec.name for spec in changelog_specs(settings)])
        if processes > 1:
            status = supervise(settings, processes, ["--bootstrap-servers", settings.bootstrap_servers])
        else:
            status = run_worker(settings, cluster_id, changelogs)
    except DatelineError as error:
        if settings.log_format != LogFormat.JSON:
            raise
        # who reads the log reads JSON, and this is what they look for
        log.critical("the worker cannot run", error=type(error).__name__, why=str(error))
        status = 1
    raise typer.Exit(status)
