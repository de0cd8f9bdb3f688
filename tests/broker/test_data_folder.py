import os
import subprocess
from pathlib import Path

import pytest

from dateline.broker import data_folder
from dateline.broker.data_folder import claimed, sign_claim
from dateline.errors import DataFolderUnusable


def test_a_folder_can_be_claimed_again_once_it_is_let_go(tmp_path: Path) -> None:
    for _ in range(2):
        with claimed(tmp_path / "new" / "folder"):
            pass


def test_a_claimed_folder_is_refused_naming_its_holder(tmp_path: Path) -> None:
    with claimed(tmp_path) as lock:
        sign_claim(lock, 4711)
        with pytest.raises(DataFolderUnusable, match=r"in use by a running broker \(process 4711\)"), claimed(tmp_path):
            pass


def test_a_folder_stays_claimed_while_a_child_that_inherited_the_lock_lives(tmp_path: Path) -> None:
    with claimed(tmp_path) as lock:
        child = subprocess.Popen(["sleep", "60"], pass_fds=[lock])
    try:
        with pytest.raises(DataFolderUnusable, match="in use"), claimed(tmp_path):
            pass
    finally:
        child.kill()
        child.wait()
    with claimed(tmp_path):
        pass


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(DataFolderUnusable, match=r"file/folder \(Not a directory\)"),
        claimed(tmp_path / "file" / "folder"),
    ):
        pass


def test_a_folder_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        # root may write everywhere, but not as long as it acts for somebody else
        tmp_path.parent.chmod(0o755)
        os.seteuid(65534)
    else:
        tmp_path.chmod(0o500)
    try:
        with pytest.raises(DataFolderUnusable, match="Permission denied"), claimed(tmp_path):
            pass
    finally:
        if os.getuid() == 0:
            os.seteuid(0)


def test_a_full_disk_is_noticed_before_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data_folder, "MIN_FREE_BYTES", 2**60)
    with pytest.raises(DataFolderUnusable, match="MiB free"), claimed(tmp_path):
        pass
