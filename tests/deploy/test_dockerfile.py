import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dateline.cli import app
from dateline.settings import Settings

ROOT = Path(__file__).parents[2]
DOCKERFILE = ROOT / "deploy" / "Dockerfile"

Instruction = tuple[str, str]


@pytest.fixture(scope="module")
def stages() -> list[list[Instruction]]:
    """Instructions as (name, rest), by stage; a stage begins with its FROM."""
    text = re.sub(r"^#.*\n", "", DOCKERFILE.read_text(encoding="utf-8"), flags=re.MULTILINE).replace("\\\n", " ")
    found: list[list[Instruction]] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        name, rest = line.split(maxsplit=1)
        if name == "FROM":
            found.append([])
        found[-1].append((name, rest.strip()))
    return found


def _all(instructions: list[Instruction], wanted: str) -> list[str]:
    return [rest for name, rest in instructions if name == wanted]


def _environment(instructions: list[Instruction]) -> dict[str, str]:
    return dict(pair.split("=", 1) for rest in _all(instructions, "ENV") for pair in shlex.split(rest))


def test_hadolint_finds_nothing() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    result = subprocess.run([hadolint, "--no-color", DOCKERFILE], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_bases_are_pinned_and_alike(stages: list[list[Instruction]]) -> None:
    bases = {_all(stage, "FROM")[0].split()[0] for stage in stages}
    assert len(bases) == 1
    (base,) = bases
    assert re.fullmatch(r"python:3\.1[123]\.\d+-slim-\w+", base)


def test_what_is_copied_exists_and_gets_past_dockerignore(stages: list[list[Instruction]]) -> None:
    let_in = {
        line.removeprefix("!")
        for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
        if line.startswith("!")
    }
    sources = [
        source
        for stage in stages
        for rest in _all(stage, "COPY")
        if "--from=" not in rest
        for source in rest.split()[:-1]
    ]
    assert sources
    for source in sources:
        assert (ROOT / source).exists(), source
        assert source in let_in
    assert let_in == set(sources), "let in and not copied"


def test_everything_that_is_installed_is_pinned_by_hash(stages: list[list[Instruction]]) -> None:
    installs = re.findall(r"pip install ([^&]+)", " && ".join(_all(stages[0], "RUN")))
    assert len(installs) == 3
    for arguments in installs:
        assert "--require-hashes" in arguments or arguments.split()[-2:] == ["--no-deps", "/wheels/*.whl"]
    assert "pip install" not in " ".join(_all(stages[-1], "RUN"))


def test_the_wheel_is_built_as_the_image_builds_it(stages: list[list[Instruction]], tmp_path: Path) -> None:
    (command,) = re.findall(r"/opt/build/bin/(python -m hatchling [^&]+)", " && ".join(_all(stages[0], "RUN")))
    arguments = command.replace("/wheels", str(tmp_path)).split()[1:]
    subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, check=True)
    assert [path.suffix for path in tmp_path.iterdir()] == [".whl"]


def test_the_final_stage_has_no_compiler_and_no_root(stages: list[list[Instruction]]) -> None:
    final = stages[-1]
    assert not re.search(r"\b(apt-get|gcc|build-essential)\b", " ".join(_all(final, "RUN")))
    (user,) = _all(final, "USER")
    assert user == re.search(r"--uid (\d+)", " ".join(_all(final, "RUN")))[1] != "0"
    names = [name for name, _ in final]
    assert names.index("USER") > max(index for index, name in enumerate(names) if name == "RUN")


def test_the_command_line_knows_the_command(stages: list[list[Instruction]]) -> None:
    (entrypoint,), (command,) = _all(stages[-1], "ENTRYPOINT"), _all(stages[-1], "CMD")
    assert json.loads(entrypoint) == ["dateline"]
    result = CliRunner().invoke(app, [*json.loads(command), "--help"])
    assert result.exit_code == 0, result.output


def test_settings_in_the_environment_are_settings(stages: list[list[Instruction]]) -> None:
    given = {
        name.removeprefix("DATELINE_").lower(): value
        for name, value in _environment(stages[-1]).items()
        if name.startswith("DATELINE_")
    }
    assert given.keys() <= Settings.model_fields.keys()
    settings = Settings(**given)
    assert [str(settings.data_dir)] == _all(stages[-1], "VOLUME") == _all(stages[-1], "WORKDIR")
    assert [str(settings.metrics_port)] == _all(stages[-1], "EXPOSE")


def test_the_health_check_asks_livez_and_is_valid_python(stages: list[list[Instruction]]) -> None:
    (check,) = _all(stages[-1], "HEALTHCHECK")
    python, option, source = json.loads(check[check.index("[") :])
    assert (python, option) == ("python", "-c")
    compile(source, "healthcheck", "exec")
    assert "/livez" in source
    assert set(re.findall(r"os\.environ\['(\w+)'\]", source)) <= _environment(stages[-1]).keys()
