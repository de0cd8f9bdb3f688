"""`dateline aliases`: the operator's own names."""

import json as json_module
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from dateline.cli.console import table_console
from dateline.cli.counting import counted
from dateline.cli.entity_changes import Change, Named, changes
from dateline.cli.options import Json
from dateline.demo.seeds import seed_articles
from dateline.errors import BadRow, SettingsError
from dateline.replayer.printable import on_one_line
from dateline.replayer.sources import open_sources
from dateline.settings import Settings, load_settings

if TYPE_CHECKING:
    from dateline.enrichment.entities import OwnDirectory, Problem

app = typer.Typer(help="Check names of your own.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def aliases() -> None:
    """Check names of your own."""


@app.command()
def check(
    directories: Annotated[
        list[Path] | None,
        typer.Argument(metavar="DIR", help="Directories of names, a later one wins; default: DATELINE_NAMES_DIRS."),
    ] = None,
    sample: Annotated[
        list[str] | None,
        typer.Option(metavar="PATH", help="Articles to try the names on; default: the articles that Dateline ships."),
    ] = None,
    json: Json = False,
) -> None:
    """Say what is wrong with directories of names, what they shadow and block, and what they change on a sample.

    The exit status is 1 where there is an error: Dateline would not start with them. Warnings are worth a look.
    """
    # what enriches takes long to import, and the other commands do without
    from dateline.enrichment.entities import check_own_names  # noqa: PLC0415
    from dateline.pipeline import names_dirs_of  # noqa: PLC0415

    settings = load_settings()
    paths = tuple(directories or names_dirs_of(settings))
    if not paths:
        raise SettingsError("there are no directories of names: name some, or set DATELINE_NAMES_DIRS")
    if any("," in str(path) for path in paths):
        raise SettingsError("the path of a directory of names has no comma: commas part them in DATELINE_NAMES_DIRS")
    read, problems = check_own_names(paths)
    is_wrong = any(problem.severity == "error" for problem in problems)
    found = None if is_wrong else _compare(settings, paths, sample or [str(seed_articles())])
    if json:
        typer.echo(json_module.dumps(_as_json(read, problems, found), ensure_ascii=False, indent=2))
    else:
        _print(read, problems, found)
    if is_wrong or (found and found.failed):
        raise typer.Exit(1)


class _Comparison:
    """What a sample showed."""

    def __init__(self) -> None:
        self.articles = 0
        self.mentions = 0
        self.failed = 0
        self.changes: list[Change] = []


def _compare(settings: Settings, paths: Sequence[Path], sample: list[str]) -> _Comparison:
    from dateline.offline import compare_source  # noqa: PLC0415

    before = settings.model_copy(update={"names_dirs": ""})
    after = settings.model_copy(update={"names_dirs": ",".join(map(str, paths))})
    comparison = _Comparison()
    for result in compare_source(open_sources(sample, None), before, after):
        if isinstance(result, BadRow):
            comparison.failed += 1
            typer.echo(str(result), err=True)
        else:
            comparison.articles += 1
            comparison.mentions += len(result[1].entities)
            comparison.changes += changes(*result)
    return comparison


def _as_json(
    read: Sequence["OwnDirectory"], problems: Sequence["Problem"], found: _Comparison | None
) -> dict[str, Any]:
    return {
        "directories": [
            {
                "path": str(directory.path),
                "files": [str(file) for file in directory.files],
                "aliases": len(directory.aliases),
                "blocks": len(directory.blocks),
                "rules": len(directory.rules) + len(directory.same_as),
            }
            for directory in read
        ],
        "problems": [problem._asdict() for problem in problems],
        "sample": found
        and {
            "articles": found.articles,
            "mentions": found.mentions,
            "failed": found.failed,
            "changes": [asdict(change) for change in found.changes],
        },
    }


def _print(read: Sequence["OwnDirectory"], problems: Sequence["Problem"], found: _Comparison | None) -> None:
    console = table_console()
    table = Table("directory", "aliases", "blocks", "rules", box=None)
    for directory in read:
        rules = len(directory.rules) + len(directory.same_as)
        table.add_row(str(directory.path), *map(str, (len(directory.aliases), len(directory.blocks), rules)))
    console.print(table)
    if problems:
        console.print()
        table = Table("", "what", "where", "why", box=None)
        for problem in problems:
            where = f"{problem.file}:{problem.line}" if problem.line else problem.file
            style = "bold red" if problem.severity == "error" else None
            table.add_row(problem.severity, problem.kind, where, on_one_line(problem.message), style=style)
        console.print(table)
    if found and found.changes:
        console.print()
        table = Table("article", "text", "before", "after", box=None)
        for change in found.changes:
            table.add_row(change.article, on_one_line(change.text), _shown(change.before), _shown(change.after))
        console.print(table)
    console.print()
    console.print(_summary(problems, found))


def _shown(named: Named | None) -> str:
    if named is None:
        return "-"
    return on_one_line(f"{named.type} {named.id} ({named.name})" if named.id else f"{named.type}, not linked")


def _summary(problems: Sequence["Problem"], found: _Comparison | None) -> str:
    errors = sum(problem.severity == "error" for problem in problems)
    said = f"{counted(errors, 'error')}, {counted(len(problems) - errors, 'warning')}"
    if found is None:
        return f"{said}; with errors nothing is tried on the sample"
    changed = counted(len(found.changes), "change")
    return f"{said}; {changed} to {counted(found.mentions, 'mention')} in {counted(found.articles, 'article')}"
