"""The catalogue in docs/telemetry.md is that of the code, which a real worker is held to."""

import re
from pathlib import Path

from tests.telemetry.catalogue import CATALOGUE

DOCUMENT = Path(__file__).parents[2] / "docs" / "telemetry.md"


def rows() -> dict[str, tuple[str, tuple[str, ...], dict[str, set[str]]]]:
    text = DOCUMENT.read_text(encoding="utf-8")
    table = text.partition("<!-- catalogue -->")[2].partition("<!-- /catalogue -->")[0]
    found = {}
    for line in table.splitlines()[3:]:
        name, kind, labels, meaning = (cell.strip() for cell in line.strip("|").split("|"))
        assert meaning, name
        closed = {
            label: set(values.split(", ")) for label, values in re.findall(r"`(\w+)` = ([a-z0-9_, ]+[a-z0-9_])", labels)
        }
        found[name.strip("`")] = (kind, tuple(re.findall(r"`(\w+)`", labels)), closed)
    return found


def test_every_metric_is_in_the_document_and_no_other() -> None:
    assert rows() == {metric.name: (metric.type, metric.labels, metric.values) for metric in CATALOGUE}
