"""A test's log: a record at WARNING or above that nobody announced is a failure.

def test_a_broken_file_is_set_aside(expect_log):
    expect_log("settings.* unreadable")
    ...
"""

import logging
import re


class LogWatch(logging.Handler):
    """Collects warnings and worse; `expect` takes some of them away."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._records: list[logging.LogRecord] = []
        self._expected: list[re.Pattern[str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self._records.append(record)

    def expect(self, pattern: str) -> None:
        """A message that matches is meant. At least one has to come."""
        self._expected.append(re.compile(pattern))

    @property
    def unexpected(self) -> list[str]:
        """What came and was not announced, as `LEVEL logger: message`."""
        return [
            f"{record.levelname} {record.name}: {record.getMessage()}"
            for record in self._records
            if not any(pattern.search(record.getMessage()) for pattern in self._expected)
        ]

    @property
    def missing(self) -> list[str]:
        """What was announced and never came."""
        messages = [record.getMessage() for record in self._records]
        return [p.pattern for p in self._expected if not any(p.search(m) for m in messages)]
