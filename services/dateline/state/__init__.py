"""What the stream remembers, as a whole: forgotten, or carried over to other numbers of partitions."""

from dateline.state.migration import Migration, migrate, plan_migration
from dateline.state.reset import ResetPlan, plan_reset, reset

__all__ = ["Migration", "ResetPlan", "migrate", "plan_migration", "plan_reset", "reset"]
