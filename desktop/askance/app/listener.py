"""The listening side of "one Askance a person". GUI thread."""

from __future__ import annotations

import logging
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from askance.app.instance import LONGEST_LINE, Answer, Handler, Request, lock_file
from askance.core.errors import AskanceError, ErrorKind, Problem

_log = logging.getLogger(__name__)


class Listener(QObject):
    """Takes requests from later starts and answers each with what `handler` says."""

    def __init__(self, *, address: Path, handler: Handler, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._address, self._handler = address, handler
        self._lock = QLockFile(str(lock_file(address)))
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._accept)

    def listen(self) -> bool:
        """False when another Askance took the place in the meantime.

        Raises `AskanceError` (internal) when the socket cannot be made. What a crash left behind
        is cleared away, which the lock makes safe: only its holder may listen.
        """
        self._lock.setStaleLockTime(0)
        if not self._lock.tryLock(200):
            if self._lock.error() is QLockFile.LockError.LockFailedError:
                return False
            raise _cannot_listen(f"{self._lock.fileName()} could not be made.")
        QLocalServer.removeServer(str(self._address))
        if self._server.listen(str(self._address)):
            return True
        raise _cannot_listen(f"{self._address}: {self._server.errorString()}")

    def stop(self) -> None:
        """Takes no more requests. The place stays taken until `close`: what this Askance holds, the
        hotkey above all, the next one could not have yet.
        """
        self._server.close()

    def close(self) -> None:
        """Lets the next Askance start."""
        self.stop()
        self._lock.unlock()

    def _accept(self) -> None:
        while self._server.hasPendingConnections():
            client = self._server.nextPendingConnection()
            client.setReadBufferSize(LONGEST_LINE)
            client.readyRead.connect(lambda client=client: self._serve(client))
            client.disconnected.connect(client.deleteLater)

    def _serve(self, client: QLocalSocket) -> None:
        if client.canReadLine():
            answer = self._answer(bytes(client.readLine().data()))
        elif client.bytesAvailable() >= LONGEST_LINE:
            answer = Answer(ok=False, words="That is too long to be handed over.")
        else:
            return
        client.readyRead.disconnect()  # one line each: whatever follows is not for us
        client.write(answer.line())
        client.flush()
        client.disconnectFromServer()

    def _answer(self, line: bytes) -> Answer:
        try:
            request = Request.parse(line)
        except ValueError:
            return Answer(ok=False, words="This Askance does not know that command.")
        try:
            return self._handler(request)
        except Exception:  # noqa: BLE001 -- whoever called must not wait in vain
            _log.exception("A request for %s failed", request.command)
            return Answer(ok=False, words="Something went wrong inside Askance. The log has more.")


def _cannot_listen(detail: str) -> AskanceError:
    return AskanceError(
        Problem(
            ErrorKind.INTERNAL,
            "Askance cannot listen for its own commands",
            detail,
            "Check that the folder can be written to, and that the disk is not full.",
        )
    )
