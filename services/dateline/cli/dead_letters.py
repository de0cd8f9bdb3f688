"""`dateline dead-letters`: what could not be processed."""

import json as json_module
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from rich.table import Table

from dateline.cli.console import table_console
from dateline.cli.counting import counted
from dateline.cli.options import BootstrapServers, Json, Rate
from dateline.records import Reason, Stage
from dateline.replayer.dead_letters import (
    Letter,
    LetterFilter,
    LetterState,
    Outcome,
    advice,
    count_letters,
    list_letters,
    parse_position,
    read_letter,
    readable_value,
    replay_letters,
)
from dateline.replayer.printable import on_one_line
from dateline.settings import load_settings

app = typer.Typer(
    help="List, show and replay what could not be processed.", no_args_is_help=True, rich_markup_mode=None
)

ByReason = Annotated[Reason | None, typer.Option(help="Only those with this reason.")]
ByStage = Annotated[Stage | None, typer.Option(help="Only those of this stage.")]
_POSITION_HELP = "Partition and offset on the dead letters' topic, as `list` shows them."


@app.command(name="list")
def list_(
    *,
    reason: ByReason = None,
    stage: ByStage = None,
    every: Annotated[bool, typer.Option("--all", help="Those that were replayed, too.")] = False,
    json: Json = False,
    bootstrap_servers: BootstrapServers = None,
) -> None:
    """List the dead letters, and count them by reason and stage."""
    settings = load_settings(bootstrap_servers=bootstrap_servers)
    letters = list_letters(settings, LetterFilter(reason, stage))
    shown = [letter for letter in letters if every or letter.state is not LetterState.REPLAYED]
    if json:
        for letter in shown:
            typer.echo(json_module.dumps(_facts(letter), ensure_ascii=False))
        return
    if shown:
        _print_letters(shown)
    _print_counts(letters)


@app.command()
def show(
    positions: Annotated[list[str], typer.Argument(metavar="POSITION", help=_POSITION_HELP)],
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="Characters of the value to show.")] = 4000,
    bootstrap_servers: BootstrapServers = None,
) -> None:
    """Show some: what was wrong, value, and what to do."""
    settings = load_settings(bootstrap_servers=bootstrap_servers)
    for position in positions:
        letter, message = read_letter(settings, _position(position))
        facts = Table(show_header=False, box=None)
        for name, value in _facts(letter).items():
            facts.add_row(name, on_one_line(str(value)))
        table_console().print(facts)
        typer.echo("headers:")
        for header, content in message.headers:
            typer.echo(f"  {on_one_line(header)}: {on_one_line((content or b'').decode('utf-8', 'replace'))}")
        typer.echo(f"value:\n{readable_value(message.value, limit)}\n\nWhat to do: {advice(letter)}\n")


@app.command()
def replay(
    *,
    positions: Annotated[list[str] | None, typer.Argument(metavar="POSITION", help=_POSITION_HELP)] = None,
    reason: ByReason = None,
    stage: ByStage = None,
    rate: Rate = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")] = False,
    bootstrap_servers: BootstrapServers = None,
) -> None:
    """Send dead letters back to where they came from.

    Each has one attempt more. One that was replayed is noted as such, and does not go a second time;
    if it fails again, it is a new letter.

    One that has had all its attempts stays. The exit status is 1 where Kafka refused one.
    """
    settings = load_settings(bootstrap_servers=bootstrap_servers)
    wanted = LetterFilter(reason, stage, frozenset(_position(position) for position in positions or ()))
    done = replay_letters(settings, wanted, rate=rate, dry_run=dry_run)
    for letter, outcome in done.outcomes:
        if outcome is not Outcome.REPLAYED_BEFORE or letter.position in wanted.positions:
            typer.echo(f"{letter.name}  {_said(outcome, letter, settings.dead_letter_attempts, dry_run)}")
    missing = wanted.positions - {letter.position for letter, _ in done.outcomes}
    for partition, offset in sorted(missing):
        typer.echo(f"{partition}:{offset}  no such dead letter", err=True)
    for error in done.refused:
        typer.echo(str(error), err=True)
    sent = done.count(Outcome.REPLAYED) - len(done.refused)
    typer.echo(f"{sent} {'would be replayed' if dry_run else 'replayed'}, {len(done.outcomes) - sent} stay")
    if done.refused or missing:
        raise typer.Exit(1)


def _said(outcome: Outcome, letter: Letter, most: int, dry_run: bool) -> str:
    if outcome is Outcome.REPLAYED and letter.dead:
        verb = "would go" if dry_run else "goes"
        return f"{verb} back to {letter.dead.topic}, attempt {letter.dead.attempts + 1} of {most}"
    if outcome is Outcome.EXHAUSTED and letter.dead:
        return f"stays: it has had {letter.dead.attempts} of {most} attempts (DATELINE_DEAD_LETTER_ATTEMPTS)"
    if outcome is Outcome.NO_WAY_BACK and letter.dead:
        return f"stays: {letter.dead.topic}, partition {letter.dead.partition}, is not one of the settings' topics"
    return "stays: it was replayed before" if outcome is Outcome.REPLAYED_BEFORE else f"stays: {letter.problem}"


def _position(text: str) -> tuple[int, int]:
    try:
        return parse_position(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def _facts(letter: Letter) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "position": letter.name,
        "state": letter.state.value,
        "time": datetime.fromtimestamp(letter.timestamp / 1000, UTC).isoformat(timespec="milliseconds"),
        "key": (letter.key or b"").decode("utf-8", "replace"),
        "bytes": letter.size,
    }
    return facts | (letter.dead.model_dump(mode="json") if letter.dead else {"problem": letter.problem})


def _print_letters(letters: Sequence[Letter]) -> None:
    table = Table("position", "state", "reason", "stage", "attempts", "from", "detail", box=None)
    for letter in letters:
        dead = letter.dead
        table.add_row(
            letter.name,
            letter.state.value,
            dead.reason.value if dead else "",
            dead.stage.value if dead else "",
            str(dead.attempts) if dead else "",
            f"{dead.topic} {dead.partition}:{dead.offset}" if dead else "",
            on_one_line(dead.detail if dead else letter.problem, 160),
        )
    table_console().print(table)


def _print_counts(letters: Sequence[Letter]) -> None:
    table = Table("reason", "stage", *(state.value for state in LetterState), box=None)
    for (reason, stage), states in count_letters(letters).items():
        table.add_row(reason, stage, *(str(states[state]) for state in LetterState))
    if letters:
        table_console().print(table)
    typer.echo(counted(len(letters), "dead letter"))
