"""The stores of the tables in this instance's folder, and the changelogs that they were read from."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

from dateline.errors import SettingsError
from dateline.telemetry import get_logger

_FILE = "changelogs.json"
_TABLES = "v1/tables"
"""Where Faust puts them, below the folder it is given."""

log = get_logger(__name__)


def remove_strange_stores(folder: Path, group: str, changelogs: Mapping[str, str]) -> None:
    """Remove the stores that were read from other changelogs than these, given by topic and id; note these.

    A changelog that was deleted and created again has another id, and a store's offset means nothing there.
    Raises SettingsError where the folder cannot be written.
    """
    noted = folder / _FILE
    try:
        known = _read(noted)
        for topic, identity in changelogs.items():
            if known.get(topic) != identity:
                table = topic.removeprefix(f"{group}-").removesuffix("-changelog")
                for store in sorted((folder / _TABLES).glob(f"{table}-*.db")):
                    log.warning("a store of another changelog is removed", store=store.name)
                    shutil.rmtree(store)
        fresh = noted.with_suffix(".new")
        fresh.write_text(json.dumps(dict(changelogs)), encoding="utf-8")
        fresh.replace(noted)
    except OSError as error:
        raise SettingsError(f"data_dir (DATELINE_DATA_DIR): cannot write {folder}: {error}") from error


def _read(file: Path) -> dict[str, str]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
