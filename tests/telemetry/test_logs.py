"""What of other libraries' lines is written."""

import subprocess
import sys

COMPLAINING = """
import logging
from dateline.settings import LogFormat
from dateline.telemetry import configure_logging
configure_logging("INFO", LogFormat.JSON, {"aiokafka.cluster": "DEBUG"})
for _ in range(3):
    logging.getLogger("aiokafka").error("Unable connect to node with id %s: %s", 1, "refused")
    logging.getLogger("aiokafka").error("Unable connect to node with id %s: %s", 2, "refused")
    logging.getLogger("aiokafka.consumer.fetcher").error("Unable connect to node with id %s: %s", 1, "refused")
    logging.getLogger("aiokafka.cluster").debug("Updated cluster metadata")
    logging.getLogger("dateline.worker").warning("dead letter")
"""


def test_a_complaint_of_the_client_s_is_not_repeated_at_once_and_all_else_is_written() -> None:
    done = subprocess.run([sys.executable, "-c", COMPLAINING], capture_output=True, text=True, check=True)
    lines = done.stderr.splitlines()
    assert sum("node with id" in line for line in lines) == 3
    assert sum("dead letter" in line for line in lines) == 3
    assert sum("Updated cluster metadata" in line for line in lines) == 3
