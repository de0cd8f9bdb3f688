"""`dateline config`: the settings, and where they come from."""

import json as json_module
from dataclasses import asdict

import typer
from rich.table import Table

from dateline.cli.console import table_console
from dateline.cli.options import BootstrapServers, Json
from dateline.settings import load_settings
from dateline.settings_listing import list_settings


def config(json: Json = False, bootstrap_servers: BootstrapServers = None) -> None:
    """Print all settings.

    Each with its value, where that comes from, and what it means; secrets are masked.
    """
    settings = load_settings(bootstrap_servers=bootstrap_servers)
    listed = list_settings(settings, ["bootstrap_servers"] if bootstrap_servers else [])
    if json:
        typer.echo(json_module.dumps([asdict(setting) for setting in listed], ensure_ascii=False, indent=2))
        return
    table = Table("variable", "value", "from", "meaning", box=None)
    for setting in listed:
        value = "" if setting.value is None else str(setting.value)
        origin = "environment" if setting.origin == setting.variable else setting.origin
        table.add_row(setting.variable, value, origin, setting.meaning)
    table_console().print(table)
