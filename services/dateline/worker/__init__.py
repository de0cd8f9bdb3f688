"""The stream: two Faust agents, what they remember, and how nothing is lost."""

from dateline.worker.runner import run_worker
from dateline.worker.supervisor import supervise

__all__ = ["run_worker", "supervise"]
