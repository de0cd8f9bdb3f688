"""The whole of Dateline on this machine, for a look: Kafka, topics, a worker, a replay, and what came out."""

from dateline.demo.run import DemoOptions, run_demo

__all__ = ["DemoOptions", "run_demo"]
