"""What the stream remembers, as a whole: forgotten, or carried over to other numbers of partitions."""

from dateline.state.reset import ResetPlan, plan_reset, reset

__all__ = ["ResetPlan", "plan_reset", "reset"]
