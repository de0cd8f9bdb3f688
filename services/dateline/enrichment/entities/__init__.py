"""Persons, organisations and places: found, and linked to ids that are the same in every language."""

from collections.abc import Sequence
from pathlib import Path

from dateline.enrichment.entities.options import EntityOptions
from dateline.enrichment.entities.own_names import OwnDirectory, Problem, problems_of, read_directories
from dateline.enrichment.entities.shipped import shipped_names
from dateline.enrichment.entities.stage import EntityStage

__all__ = ["EntityOptions", "EntityStage", "OwnDirectory", "Problem", "check_own_names"]


def check_own_names(paths: Sequence[Path]) -> tuple[list[OwnDirectory], list[Problem]]:
    """Read an operator's directories of names, and say what is wrong with them or worth a second look."""
    directories, problems = read_directories(paths)
    return directories, [*problems, *problems_of(directories, shipped_names().catalogue())]
