"""The pages for those who run it say what is so."""

import re
from pathlib import Path

import pytest
import yaml

from dateline.settings import Settings
from tools import permissions_page, settings_page

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "operations"


@pytest.mark.parametrize("module", [settings_page, permissions_page])
def test_a_page_that_is_made_is_as_it_is_made(module: object) -> None:
    assert module.FILE.read_text(encoding="utf-8") == module.page(), "run make deployment"


def test_every_setting_has_a_row_with_what_it_means() -> None:
    rows = re.findall(r"^\| `DATELINE_(\w+)` \|.*\| (.+) \|$", settings_page.page(), re.MULTILINE)
    assert [name.lower() for name, _ in rows] == list(Settings.model_fields)


def test_settings_that_pages_name_exist() -> None:
    known = {f"DATELINE_{name.upper()}" for name in Settings.model_fields} | {"DATELINE_ENV_FILE", "DATELINE_NAME"}
    for page in FOLDER.rglob("*.md"):
        named = set(re.findall(r"\bDATELINE_[A-Z_]+\b", page.read_text(encoding="utf-8")))
        assert named <= known, page.name


def test_every_page_is_in_the_navigation_and_every_link_leads_somewhere() -> None:
    navigation = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    for page in FOLDER.rglob("*.md"):
        assert f": {page.relative_to(ROOT / 'docs').as_posix()}\n" in navigation
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).is_file(), f"{page.name}: {target}"


def test_values_of_the_chart_that_pages_name_exist() -> None:
    values = yaml.safe_load((ROOT / "deploy" / "kubernetes" / "dateline" / "values.yaml").read_text(encoding="utf-8"))
    pattern = rf"`((?:{'|'.join(values)})(?:\.\w+)+)"
    for page in FOLDER.rglob("*.md"):
        for path in re.findall(pattern, page.read_text(encoding="utf-8")):
            at = values
            for part in path.split("."):
                if path.startswith("settings."):
                    assert path.removeprefix("settings.") in Settings.model_fields
                    break
                assert part in at, f"{page.name}: {path}"
                at = at[part]
