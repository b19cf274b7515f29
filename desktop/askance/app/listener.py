"""The listening side of "one Askance a person". GUI thread."""

from __future__ import annotations

import json
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from askance.app.instance import Answer, Handler, Request
from askance.core.errors import AskanceError, ErrorKind, Problem


class Listener(QObject):
    """Takes requests from later starts and answers each with what `handler` says."""

    def __init__(self, *, address: Path, handler: Handler, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._address, self._handler = address, handler
        self._lock = QLockFile(f"{address}.lock") if address.is_absolute() else None
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._accept)

    def listen(self) -> bool:
        """False when another Askance took the place in the meantime.

        Raises `AskanceError` (internal) when the socket cannot be made. What a crash left behind
        is cleared away, which the lock makes safe: only its holder may listen.
        """
        if self._lock is not None:
            self._lock.setStaleLockTime(0)
            if not self._lock.tryLock(200):
                if self._lock.error() is QLockFile.LockError.LockFailedError:
                    return False
                raise _cannot_listen(f"{self._address}.lock could not be made.")
        QLocalServer.removeServer(str(self._address))
        if self._server.listen(str(self._address)):
            return True
        raise _cannot_listen(f"{self._address}: {self._server.errorString()}")

    def close(self) -> None:
        """Stops listening and lets the next Askance start."""
        self._server.close()
        if self._lock is not None:
            self._lock.unlock()

    def _accept(self) -> None:
        while self._server.hasPendingConnections():
            client = self._server.nextPendingConnection()
            client.readyRead.connect(lambda client=client: self._serve(client))
            client.disconnected.connect(client.deleteLater)

    def _serve(self, client: QLocalSocket) -> None:
        if not client.canReadLine():
            return
        try:
            request = Request.parse(bytes(client.readLine().data()))
        except (ValueError, TypeError, json.JSONDecodeError):
            answer = Answer(ok=False, words="This Askance does not know that command.")
        else:
            answer = self._handler(request)
        client.write(answer.line())
        client.flush()
        client.disconnectFromServer()


def _cannot_listen(detail: str) -> AskanceError:
    return AskanceError(
        Problem(
            ErrorKind.INTERNAL,
            "Askance cannot listen for its own commands",
            detail,
            "Check that the folder can be written to, and that the disk is not full.",
        )
    )
