"""Writes docs/operations/permissions.md from deploy/kafka/acls.yml.

python tools/permissions_page.py
"""

from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "docs" / "operations" / "permissions.md"
RIGHTS = ROOT / "deploy" / "kafka" / "acls.yml"

HEAD = """# Permissions

<!-- Made by tools/permissions_page.py from deploy/kafka/acls.yml: change it there, then run make deployment. -->

What each part of Dateline needs on a Kafka that has an authorizer. `deploy/kafka/acls.yml` says the same for programs,
and the tests let every part do its work on a real Kafka with these rights alone, over TLS and with passwords.

Names are those of the settings: `{raw}` is `articles.raw` with the prefix in front, `{group}` is `dateline` with it.
Changelogs are named for the group, so their right is for all names that begin so. KEDA, where it scales the workers,
needs `Describe` on `{raw}` and on the group.
"""

PARTS = {
    "topics": "`dateline topics create`, once; an administrator can do that in its place",
    "worker": "`dateline worker`",
    "replayer": "`dateline replay`, and whoever publishes articles",
    "consumer": "whoever reads enriched articles; its own consumer group besides",
    "state": (
        "`dateline state reset`; `dateline state migrate`, which makes topics and a group of new names, is for an "
        "administrator"
    ),
    "operator": "`dateline status`, `trace`, `outlets` and `tail`, and `dateline dead-letters` list, show and replay",
}


def page() -> str:
    """Return the text of the page."""
    lines = [HEAD]
    for part, rights in yaml.safe_load(RIGHTS.read_text(encoding="utf-8")).items():
        lines += [f"\n## {part.title()}\n", f"{PARTS[part]}.\n", "| resource | name | operations |", "|---|---|---|"]
        for right in rights:
            name = f"`{right['name']}`" + (", all that begin so" if right.get("pattern") == "prefixed" else "")
            lines.append(f"| {right['resource']} | {name} | {', '.join(right['operations'])} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    FILE.write_text(page(), encoding="utf-8")
