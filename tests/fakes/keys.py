"""A key store in memory, kept to its port by the same contract tests as the real one."""

from askance.core.errors import AskanceError, ErrorKind, Problem

NO_KEYRING = Problem(
    ErrorKind.KEYRING, "There is no keyring", "Nothing answered.", "Use the key until you quit."
)


class InMemoryKeys:
    """`problem`, once set, is raised by every call that needs the keyring: it is gone or locked."""

    def __init__(
        self, keys: dict[str, str] | None = None, *, problem: Problem | None = None
    ) -> None:
        self.keys = dict(keys or {})
        self.session: dict[str, str] = {}
        self.problem = problem

    @property
    def name(self) -> str:
        return "the test's keyring"

    def get(self, endpoint: str) -> str | None:
        if endpoint in self.session:
            return self.session[endpoint]
        self._check()
        return self.keys.get(endpoint)

    def set(self, endpoint: str, key: str) -> None:
        self._check()
        self.keys[endpoint] = _cleaned(key)
        self.session.pop(endpoint, None)

    def set_for_session(self, endpoint: str, key: str) -> None:
        self.session[endpoint] = _cleaned(key)

    def delete(self, endpoint: str) -> bool:
        forgotten = self.session.pop(endpoint, None) is not None
        self._check()
        return self.keys.pop(endpoint, None) is not None or forgotten

    def _check(self) -> None:
        if self.problem is not None:
            raise AskanceError(self.problem)


def _cleaned(key: str) -> str:
    key = key.strip()
    if not key or not key.isprintable():
        raise AskanceError(Problem(ErrorKind.NO_KEY, "That is no key", "", "Copy it again."))
    return key
