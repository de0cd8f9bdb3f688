"""The command, as a shell runs it."""

import os
import subprocess
import sys

from dateline.settings import Settings, as_environment


def run_dateline(settings: Settings, *arguments: str, answer: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command with some settings; `answer` is what is typed."""
    return subprocess.run(
        [sys.executable, "-m", "dateline", *arguments],
        input=answer,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **as_environment(settings)},
    )
