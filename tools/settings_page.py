"""Writes docs/operations/settings.md: every setting, its default, what it takes and what it means.

python tools/settings_page.py
"""

import inspect
import re
from pathlib import Path
from typing import Any

from dateline.settings import Settings

FILE = Path(__file__).resolve().parents[1] / "docs" / "operations" / "settings.md"

HEAD = """# Settings

<!-- Made by tools/settings_page.py from services/dateline/settings.py: change it there, then run make deployment. -->

Every setting is an environment variable. `DATELINE_ENV_FILE` names a file of lines `DATELINE_NAME=value`; the
environment wins over it, and the command line over both. `dateline config` prints the values that are in force, where
each comes from, and what it means. A value that cannot be, and a variable that looks like a misspelt setting, end every
command with a message that names it.

Workers of one group need the same settings, but for `DATELINE_INSTANCE_ID`, `DATELINE_DATA_DIR` and the address of the
metrics. In the Helm chart all others are under `settings`, in lower case and without the prefix.
"""

OF_THE_MACHINE = {"data_dir": "`dateline` in the user's data folder"}
"""Defaults that differ between machines, in words."""


def page() -> str:
    """Return the text of the page."""
    schema = Settings.model_json_schema()
    lines = [HEAD]
    for title, names in _sections().items():
        lines += [f"\n## {title}\n", "| variable | default | takes | meaning |", "|---|---|---|---|"]
        for name in names:
            field = schema["properties"][name]
            cells = (
                f"`DATELINE_{name.upper()}`",
                _default(name, field),
                _takes(field, schema.get("$defs", {})),
                field.get("description", "").replace("|", "\\|"),
            )
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _sections() -> dict[str, list[str]]:
    """Names of the settings, under the comments that head them in the source."""
    sections: dict[str, list[str]] = {}
    names: list[str] = []
    for line in inspect.getsource(Settings).splitlines():
        if head := re.fullmatch(r"    # (\w.*)", line):
            names = sections.setdefault(head[1], [])
        elif (field := re.match(r"    (\w+): ", line)) and field[1] in Settings.model_fields:
            names.append(field[1])
    return sections


def _default(name: str, field: dict[str, Any]) -> str:
    if name in OF_THE_MACHINE:
        return OF_THE_MACHINE[name]
    value = field.get("default")
    return "" if value in (None, "") else f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _takes(field: dict[str, Any], definitions: dict[str, Any]) -> str:
    choices = [choice for choice in field.get("anyOf", [field]) if choice.get("type") != "null"]
    (choice,) = choices
    choice = {**definitions.get(choice.get("$ref", "").rpartition("/")[2], {}), **choice}
    if "enum" in choice:
        return ", ".join(f"`{value}`" for value in choice["enum"])
    kind = {"path": "a path", "password": "a secret"}.get(
        choice.get("format", ""),
        {"integer": "a whole number", "number": "a number", "boolean": "`true` or `false`"}.get(choice["type"], "text"),
    )
    bounds = [
        f"{word} {field[key]:g}"
        for key, word in (
            ("minimum", "from"),
            ("exclusiveMinimum", "more than"),
            ("maximum", "to"),
        )
        if key in field
    ]
    return " ".join([kind, *bounds])


if __name__ == "__main__":
    FILE.write_text(page(), encoding="utf-8")
