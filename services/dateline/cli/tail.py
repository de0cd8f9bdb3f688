"""`dateline tail`: what is on a topic."""

import sys
from collections.abc import Callable, Iterable
from enum import StrEnum
from functools import partial
from typing import Annotated

import typer

from dateline.cli.lines import article_line, letter_line
from dateline.cli.options import BootstrapServers
from dateline.records import AnnotatedArticle, Article, EnrichedArticle
from dateline.replayer.reader import Message, TopicReader
from dateline.settings import load_settings


class Topic(StrEnum):
    """The topics by their role; settings give their names."""

    ENRICHED = "enriched"
    ANNOTATED = "annotated"
    RAW = "raw"
    DEAD = "dead"


_LINES: dict[Topic, Callable[[Message], str]] = {
    Topic.ENRICHED: partial(article_line, record=EnrichedArticle),
    Topic.ANNOTATED: partial(article_line, record=AnnotatedArticle),
    Topic.RAW: partial(article_line, record=Article),
    Topic.DEAD: letter_line,
}


def tail(
    *,
    topic: Annotated[Topic, typer.Option(help="Which of the topics.")] = Topic.ENRICHED,
    from_beginning: Annotated[bool, typer.Option("--from-beginning", help="All that lies there first.")] = False,
    last: Annotated[int, typer.Option(min=0, metavar="N", help="The newest N first.")] = 0,
    follow: Annotated[bool, typer.Option("--follow/--no-follow", help="Wait for what arrives.")] = True,
    json: Annotated[bool, typer.Option("--json", help="Print each value as it is, a line of JSON each.")] = False,
    bootstrap_servers: BootstrapServers = None,
) -> None:
    """Print the articles of a topic, one a line.

    With --no-follow they come partition by partition in the order of offsets: with --json, a dump of the topic.
    """
    if from_beginning and last:
        raise typer.BadParameter("--from-beginning and --last exclude each other")
    if not (follow or from_beginning or last):
        raise typer.BadParameter("--no-follow needs --from-beginning or --last")
    settings = load_settings(bootstrap_servers=bootstrap_servers)
    with TopicReader(settings, getattr(settings, topic)) as reader:
        messages: Iterable[Message]
        if follow:
            messages = reader.follow(from_beginning=from_beginning, last=last)
        else:
            messages = reader.last(last) if last else reader.to_end()
        for message in messages:
            if json:
                _print_value(message)
            else:
                typer.echo(_LINES[topic](message))


def _print_value(message: Message) -> None:
    if message.value:
        # a line feed outside of JSON's strings is white space, and inside of them it is escaped
        sys.stdout.buffer.write(message.value.replace(b"\n", b" ") + b"\n")
        sys.stdout.buffer.flush()
