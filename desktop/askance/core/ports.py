"""The ports: what the services need of the world. Adapters implement them; `app` connects the two.

The blocking ports are plain synchronous objects, each called on one thread of its own (see
`askance.services.one_thread`): the database, the screen grabber and the keyring must never wait for
each other, nor the event loop for them.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Sequence
from typing import Protocol

from askance.core.budget import ImageBudget
from askance.core.chat import ChatEvent, ChatRequest, EncodedPicture
from askance.core.chord import Chord
from askance.core.conversation import (
    Choice,
    ConversationSummary,
    Message,
    MessageStatus,
    PictureLink,
    ReplyRecord,
    Role,
    SearchHit,
    TextPart,
    Timing,
    Usage,
)
from askance.core.endpoint import Endpoint, FoundServer, ModelInfo
from askance.core.endpoint_check import Connection, Taken
from askance.core.errors import Problem
from askance.core.reading.values import ReadEvent, ReadRequest
from askance.core.screen import Frame, Pixels, PointerPicture, Region, WindowBox
from askance.core.settings import Settings

DraftPart = TextPart | EncodedPicture | PictureLink


class ChatClient(Protocol):
    """Chat completions over the network. Lives on the worker's event loop; cancelling the task that
    iterates closes the connection.
    """

    def stream(self, request: ChatRequest, key: str | None) -> AsyncGenerator[ChatEvent, None]:
        """The events of one reply, `RequestSent` first. Works alike for streaming and whole
        replies. Ends when the reply is complete; raises `AskanceError` when it is not. An async
        generator: `aclose()` it to drop the connection early.
        """
        ...

    async def models(self, endpoint: Endpoint, key: str | None) -> tuple[ModelInfo, ...]:
        """The models the server names. Raises `AskanceError`."""
        ...

    async def find_local(self) -> tuple[FoundServer, ...]:
        """The known local servers that answer on their usual loopback ports right now."""
        ...

    async def fetch_picture(self, url: str) -> bytes:
        """The bytes behind a picture's web or `data:` address, at most `MAX_BYTES`; no key travels.
        Raises `AskanceError`.
        """
        ...

    async def aclose(self) -> None:
        """Closes every connection."""
        ...


class Prober(Protocol):
    """Looks at the way to an endpoint. Worker's event loop."""

    async def resolve(self, endpoint: Endpoint) -> tuple[str, ...]:
        """The addresses behind the host's name; none when a proxy resolves it. Raises
        `AskanceError` (network).
        """
        ...

    async def connect(self, endpoint: Endpoint) -> Connection:
        """Connects, without a key. Raises `AskanceError`."""
        ...

    async def takes(self, endpoint: Endpoint, key: str | None, size: int) -> Taken:
        """Whether the server reads a body of `size` bytes: a tiny question, blanks around it, and
        what it came to. Raises `AskanceError` when something else went wrong.
        """
        ...


class KeyStore(Protocol):
    """Keys by endpoint name. Blocking, may wait for the person to unlock the keyring.

    Every method raises `AskanceError` (keyring) when the store is missing, locked or refused:
    absent and unavailable are different things.
    """

    @property
    def name(self) -> str:
        """Where keys are kept, in words for the person."""
        ...

    def get(self, endpoint: str) -> str | None:
        """The key, or None when there is none."""
        ...

    def set(self, endpoint: str, key: str) -> None:
        """Keeps the key for good."""
        ...

    def delete(self, endpoint: str) -> bool:
        """Forgets the key; False when there was none."""
        ...


class ProcessKeys(KeyStore, Protocol):
    """The key store as the program uses it: keys may also be for this process alone."""

    def set_for_session(self, endpoint: str, key: str) -> None:
        """Keeps the key in memory until this process ends; never fails for want of a keyring."""
        ...


class HistoryStore(Protocol):
    """Conversations, messages and attachments. Every method is one transaction, durable when it
    returns, and raises `AskanceError` (storage). Times are seconds since the epoch.

    A conversation is a tree: a message follows another one, and several may stand in one place. One
    branch of it, from the beginning to an end, is the shown one.
    """

    def create_conversation(self, title: str, now: float) -> int: ...

    def add_message(
        self,
        conversation_id: int,
        role: Role,
        *,
        parts: Sequence[DraftPart] = (),
        status: MessageStatus = MessageStatus.COMPLETE,
        model: str = "",
        endpoint: str = "",
        now: float,
        beside: int | None = None,
    ) -> Message:
        """Adds a message at the end of the shown branch, or in the place of the message `beside`:
        then it ends a branch of its own, which is the shown one from now on. Pictures among `parts`
        become attachments in the same transaction.
        """
        ...

    def journal(self, message_id: int, pieces: Sequence[tuple[int, str]]) -> None:
        """Appends (choice index, text) pieces to a streaming message; cost follows the pieces."""
        ...

    def resume(self, message_id: int, *, adding: Choice | None = None) -> Message:
        """Turns a finished answer into a streaming one: what it says stays, journalled pieces come
        after it, and it counts as cut off when this process dies. `adding` is one more choice that
        begins now, with a new index. Fails when the answer is gone or being written.
        """
        ...

    def finish(
        self,
        message_id: int,
        *,
        status: MessageStatus,
        choices: Sequence[Choice],
        usage: Usage | None = None,
        problem: Problem | None = None,
        record: ReplyRecord | None = None,
        timing: Timing | None = None,
        model: str = "",
        endpoint: str = "",
        now: float,
    ) -> Message:
        """Writes the final state and drops the journal. An empty `model` or `endpoint` keeps the
        one asked.
        """
        ...

    def conversations(self, limit: int = 200, offset: int = 0) -> tuple[ConversationSummary, ...]:
        """Newest first."""
        ...

    def messages(self, conversation_id: int) -> tuple[Message, ...]:
        """The shown branch, in order (ids ascend); streaming ones with what was journalled."""
        ...

    def branch(self, message_id: int) -> tuple[Message, ...]:
        """A message and what leads to it, in order, shown or not. Fails when it is gone."""
        ...

    def select_branch(self, message_id: int) -> None:
        """Shows the branch through a message, as far as it was last carried on. Nothing changes
        when the message is shown already. Fails when it is gone.
        """
        ...

    def choose(self, message_id: int, index: int) -> None:
        """Which choice of an answer is shown and goes on with the conversation."""
        ...

    def attachment(self, sha256: str) -> bytes: ...

    def search(self, text: str, limit: int = 50) -> tuple[SearchHit, ...]:
        """Messages of any branch with all the words (the last may be a beginning), newest first."""
        ...

    def rename(self, conversation_id: int, title: str) -> None: ...

    def delete_conversation(self, conversation_id: int) -> None:
        """Deletes it with its messages, and the attachments that nobody else uses."""
        ...

    def delete_message(self, message_id: int) -> None:
        """Deletes this message alone. What followed it follows what came before it, on every
        branch; when the shown branch would end where another one goes on, that one is shown.
        """
        ...

    def mark_interrupted(self) -> int:
        """Turns messages left streaming by a process that died into interrupted ones with the text
        that was journalled; the number of them.
        """
        ...

    def close(self) -> None: ...


class SettingsStore(Protocol):
    """The settings file. Blocking, small; raises `AskanceError` (storage)."""

    def load(self) -> Settings: ...

    def update(self, change: Callable[[Settings], Settings]) -> Settings:
        """Reads, changes and writes under a lock between processes; the new settings."""
        ...


class PictureCodec(Protocol):
    """Turns what a person brings into what may leave. Blocking, takes tens of milliseconds.
    Raises `AskanceError` (picture) in words when a file is broken, too large or no picture.
    """

    def encode_file(self, data: bytes, *, name: str, budget: ImageBudget) -> EncodedPicture:
        """Decodes (bounded), turns upright, flattens, scales to the budget and encodes anew, so
        nothing hidden in the file leaves with it.
        """
        ...

    def encode_path(self, path: str, *, budget: ImageBudget) -> EncodedPicture:
        """As `encode_file` for a file on disk, refused unread when it is too large."""
        ...

    def encode_pixels(
        self, pixels: Pixels, *, name: str, budget: ImageBudget
    ) -> EncodedPicture: ...

    def encode_part(
        self, data: bytes, part: Region, *, name: str, budget: ImageBudget
    ) -> EncodedPicture:
        """A part of a picture file, cut out before it is scaled. Raises ValueError when `part` (in
        the picture's pixels) is not wholly inside it.
        """
        ...


class Grabber(Protocol):
    """Takes the screens as they are now. Blocking; called on one thread of its own."""

    @property
    def name(self) -> str: ...

    @property
    def quiet(self) -> bool:
        """Whether a grab asks the person nothing: only then may one be made just to look."""
        ...

    def prepare(self) -> None:
        """Does ahead what would make the first grab slower than the next. Never raises for a screen
        that cannot be captured: `grab` tells that.
        """
        ...

    def grab(self) -> tuple[Frame, ...]:
        """One frame a screen, or a single one of another `Extent`. Raises `AskanceError` (capture)
        when denied or impossible.
        """
        ...

    def close(self) -> None: ...


class WindowLister(Protocol):
    """Knows where other programs' windows stand. Blocking; called on the grabber's thread."""

    @property
    def reason(self) -> str:
        """Why nobody may know here, in words for the person; empty where windows are known."""
        ...

    def windows(self) -> tuple[WindowBox, ...]:
        """The windows that can be seen, front to back, in physical pixels of the desktop: without
        our own, hidden, minimised ones and those beside every screen. Never raises: what cannot be
        told is not offered.
        """
        ...


class PointerWatch(Protocol):
    """Knows what the pointer looks like. Blocking; called on the grabber's thread."""

    def prepare(self) -> None:
        """Does ahead what would make the first look slower than the next. Never raises."""
        ...

    def look(self) -> PointerPicture | None:
        """The pointer as it is drawn now; None when it is hidden or cannot be told."""
        ...

    def close(self) -> None: ...


class ScreenLock(Protocol):
    """Knows whether the session is locked. Blocking; called on a thread of its own."""

    def locked(self) -> bool:
        """False when nobody tells. Never raises."""
        ...


class Reader(Protocol):
    """Reads text and codes off a picture, on this computer, without a network.

    Lives on the worker's event loop; the work itself is done in a process of its own.
    """

    @property
    def name(self) -> str:
        """What reads, in words for the person."""
        ...

    def read(self, request: ReadRequest) -> AsyncGenerator[ReadEvent, None]:
        """The events of one reading, `ReadStarted` first, ending when all is read. When several run
        at once, the smallest picture's goes first. `aclose()` it, or cancel the task that iterates,
        to stop within 100 ms. Raises `AskanceError`: (picture) when it is broken or too large,
        (reading) when the process died or reading does not work here; asking again starts anew.
        """
        ...

    async def warm(self) -> None:
        """Starts what reading needs, so that the next one begins at once. Returns without waiting;
        never raises: `read` tells what is wrong.
        """
        ...

    async def aclose(self) -> None:
        """Ends the process; readings under way fail."""
        ...


class Hotkeys(Protocol):
    """Chords registered with the system. `on_activated(id)` was given at construction and is called
    on any thread. Never a keyboard hook.
    """

    @property
    def name(self) -> str: ...

    def register(self, hotkey_id: str, chord: Chord) -> None:
        """Raises `AskanceError` (hotkey) when the chord is taken or hotkeys do not work here."""
        ...

    def unregister(self, hotkey_id: str) -> None: ...

    def is_free(self, chord: Chord) -> bool:
        """Whether `register` would work right now."""
        ...

    def close(self) -> None: ...


class Notifier(Protocol):
    """Desktop notifications. Blocking, short; never raises: a missing notification harms nobody,
    and says so by returning False.
    """

    def notify(self, title: str, body: str) -> bool: ...
