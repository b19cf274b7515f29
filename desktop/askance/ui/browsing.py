"""Between the history panel and the history service. GUI thread."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from askance.core.conversation import ConversationSummary
from askance.core.errors import Problem
from askance.services.history import HistoryService
from askance.ui.bridge import Bridge, Job
from askance.ui.history.panel import HistoryPanel

PAGE = 200
_SETTLE_MS = 60
"""One reading for the several changes that one question brings."""


class Browsing(QObject):
    """Fills the panel, searches, renames, deletes."""

    opened = Signal(int)
    hit_opened = Signal(int)
    """A message that a search found, by its id, which may stand on another branch."""
    delete_wanted = Signal(int)
    """Call `delete` once nothing is written into that conversation any more."""
    renamed = Signal(int, str)
    problem = Signal(object)

    def __init__(
        self,
        *,
        bridge: Bridge,
        history: HistoryService,
        panel: HistoryPanel,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge, self._history, self._panel = bridge, history, panel
        self._summaries: tuple[ConversationSummary, ...] = ()
        self._reading: Job | None = None
        self._searching: Job | None = None
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self._read)
        panel.conversation_opened.connect(self.opened)
        panel.hit_opened.connect(self.hit_opened)
        panel.search_changed.connect(self._search)
        panel.thumbnail_needed.connect(self._load_thumbnail)
        panel.more_needed.connect(self._read_more)
        panel.rename_requested.connect(self.rename)
        panel.delete_requested.connect(self.delete_wanted)

    @property
    def latest(self) -> int | None:
        """The conversation that went on last."""
        return self._summaries[0].id if self._summaries else None

    def title_of(self, conversation_id: int) -> str:
        """Its title as far as it was read."""
        return next((s.title for s in self._summaries if s.id == conversation_id), "")

    @Slot()
    def refresh(self) -> None:
        """Reads the list again, soon."""
        self._settle.start()

    def _read(self) -> None:
        job = self._bridge.run(self._history.recent(PAGE + 1), failed=self.problem.emit)
        self._reading = job
        job.succeeded.connect(lambda found: self._show(job, found))

    def _show(self, job: Job, found: tuple[ConversationSummary, ...]) -> None:
        if job is self._reading:
            self._summaries = found[:PAGE]
            self._panel.set_conversations(self._summaries, has_more=len(found) > PAGE)

    def _read_more(self, offset: int) -> None:
        def show(found: tuple[ConversationSummary, ...]) -> None:
            self._panel.add_older(found[:PAGE], has_more=len(found) > PAGE)

        self._bridge.run(self._history.recent(PAGE + 1, offset), show, self.problem.emit)

    def _search(self, text: str) -> None:
        if self._searching is not None and self._searching.running:
            self._searching.cancel()
        self._searching = None
        if text:
            job = self._bridge.run(self._history.search(text), failed=self.problem.emit)
            job.succeeded.connect(lambda hits: self._panel.set_results(text, hits))
            job.ended.connect(self._search_ended)
            self._searching = job

    @Slot()
    def _search_ended(self) -> None:
        if self.sender() is self._searching:
            self._searching = None

    def _load_thumbnail(self, sha256: str) -> None:
        job = self._bridge.run(self._history.picture(sha256), failed=self._without_thumbnail)
        job.succeeded.connect(lambda data: self._panel.set_thumbnail(sha256, data))

    def _without_thumbnail(self, problem: Problem) -> None:
        """A picture that cannot be read is told where it is opened; the list does without."""

    @Slot(int, str)
    def rename(self, conversation_id: int, title: str) -> None:
        """Gives a conversation another title."""

        def done(_: object) -> None:
            self._panel.set_title(conversation_id, title)
            self.renamed.emit(conversation_id, title)

        self._bridge.run(self._history.rename(conversation_id, title), done, self.problem.emit)

    def delete(self, conversation_id: int) -> None:
        """Deletes a conversation with its pictures."""

        def done(_: object) -> None:
            self._panel.remove_conversation(conversation_id)
            self._summaries = tuple(s for s in self._summaries if s.id != conversation_id)

        self._bridge.run(self._history.delete(conversation_id), done, self.problem.emit)
