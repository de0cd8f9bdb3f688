"""On which partition of the annotated topic an article belongs, and what to do where it lies on another."""

from dateline.enrichment.duplicates import DuplicateIndex, LanguageGroups
from dateline.errors import PartitionsChanged
from dateline.settings import Settings


class Layout:
    """The rule by which language groups are dealt to partitions."""

    def __init__(self, settings: Settings) -> None:
        self._topic = settings.annotated
        self._partitions = settings.annotated_partitions
        self._groups = LanguageGroups()

    def partition(self, group: str) -> int:
        """Return the partition of a language group. Raises SettingsError for an unknown one."""
        return self._groups.partition(group, self._partitions)

    def require(self, partition: int, group: str, what: str) -> None:
        """Make sure that what is of a language group lies on the group's partition. Raises PartitionsChanged."""
        expected = self.partition(group)
        if expected != partition:
            raise PartitionsChanged(
                f"{self._topic}, partition {partition}: {what} is of language group {group!r}, which belongs on "
                f"partition {expected} of {self._partitions}: the number of partitions or the list of groups has "
                f"changed, and copies would not meet. Set DATELINE_ANNOTATED_PARTITIONS to what it was, or carry "
                f"the stream over with `dateline state migrate`"
            )

    def require_index(self, partition: int, index: DuplicateIndex) -> None:
        """Make sure that the entries of an index lie on their groups' partition. Raises PartitionsChanged."""
        for group in index.groups:
            self.require(partition, group, "an entry of the index")
