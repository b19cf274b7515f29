"""Conversations to look at: every kind of block, every way an answer can end.

For the tests of the view and for whoever draws it. Nothing here touches the network or a disk.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from math import log
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QLinearGradient, QPainter, QPen

from askance.core.chat import ChatEvent, ReasoningDelta, TextDelta
from askance.core.conversation import (
    Attachment,
    Choice,
    Message,
    MessageStatus,
    PictureLink,
    Role,
    TextPart,
    TokenLogprob,
    Usage,
)
from askance.core.endpoint import ON_DEVICE
from askance.core.errors import ErrorKind, Problem

if TYPE_CHECKING:
    from askance.ui.conversation.view import ConversationView

MODEL = "gemini-pro-vision"
CHART = "c" * 64
LABEL = "1" * 64
SMALL = "5" * 64


@dataclass(frozen=True, slots=True)
class Sample:
    """A conversation in one state. `events` are applied to the last message after it is shown."""

    name: str
    messages: tuple[Message, ...]
    events: tuple[ChatEvent, ...] = ()
    note: str = ""
    stalled: bool = False


def show(view: ConversationView, sample: Sample) -> None:
    """Brings the view into the sample's state, pictures included."""
    pictures = all_pictures()

    def give(sha256: str) -> None:
        view.set_picture(sha256, pictures[sha256])

    view.picture_needed.connect(give)
    view.show_messages(sample.messages)
    view.picture_needed.disconnect(give)
    last = sample.messages[-1].id
    if sample.events:
        view.apply(last, sample.events)
    if sample.note:
        view.set_note(last, sample.note, stalled=sample.stalled)


def question(
    text: str,
    *pictures: Attachment | PictureLink,
    id: int = 1,  # noqa: A002 -- as in Message
) -> Message:
    words = (TextPart(text),) if text else ()
    return Message(id, 1, Role.USER, 1_760_000_000.0, parts=(*pictures, *words))


def answer(
    text: str,
    *,
    id: int = 2,  # noqa: A002 -- as in Message
    status: MessageStatus = MessageStatus.COMPLETE,
    problem: Problem | None = None,
    finish: str | None = "stop",
    reasoning: str = "",
    refusal: str = "",
) -> Message:
    choice = Choice(0, text, reasoning, refusal, finish, finish)
    streaming = status is MessageStatus.STREAMING
    return Message(
        id,
        1,
        Role.ASSISTANT,
        1_760_000_001.0,
        status=status,
        choices=() if streaming and not text else (choice,),
        model=MODEL,
        endpoint="Relay",
        usage=None if status is not MessageStatus.COMPLETE else Usage(1105, 43, 1148),
        problem=problem,
    )


CHART_ATTACHMENT = Attachment(CHART, "image/png", 392, 236, 21_400, "Revenue.png")
LABEL_ATTACHMENT = Attachment(LABEL, "image/png", 840, 320, 9_400, "Label")
SMALL_ATTACHMENT = Attachment(SMALL, "image/png", 24, 24, 400, "Icon")

CHART_ANSWER = """\
Yes. The vertical axis starts at **40**, so a rise of about 8 % looks like a doubling.

| Quarter | Read off | Drawn height | Honest height |
|---|--:|--:|--:|
| Q1 | 42.5 | 100 % | 100 % |
| Q2 | 43.5 | 140 % | 102 % |
| Q3 | 45.0 | 200 % | 106 % |
| Q4 | 46.1 | 247 % | 108 % |

To redraw it with an honest axis:

```python
import matplotlib.pyplot as plt
plt.bar(["Q1", "Q2", "Q3", "Q4"], [42.5, 43.5, 45.0, 46.1])
plt.ylim(0, 50)
```

"""

BLOCKS = """\
# What the dialog says

It is a warning from the *package manager*, with **two** choices and a ~~hidden~~ third one. Run \
`apt list --upgradable` first; see [the manual](https://www.example.org/manual/apt) or write to \
<mailto:help@example.org>.

## Steps

1. Close the dialog.
2. Open a terminal and run

   ```bash
   sudo apt update && sudo apt full-upgrade --assume-yes   # both, in this order
   echo "done: $?"
   ```

   It takes a minute or two.
3. Look again:
   - the badge is gone
   - the list is
     - empty, or
     - only holds *held* packages
4. Restart.

### Left to do

- [x] Find out what it means
- [ ] Upgrade
- [ ] Tell the others, who will want to know why the machine was away for so long during the \
afternoon

> The dialog comes back after an hour.
>
> > It does not.

---

#### Words in other scripts

日本語の文章も、折り返しを含めて正しく表示されます。画面の一部を選んで、質問してください。

هذا نص عربي يُقرأ من اليمين إلى اليسار، ومعه كلمة English في وسطه.

Emoji 👩‍🔬 and signs ½ × ≈ “quotes”.

Raw HTML is <b>text</b>; a picture ![of a cat](https://img.example.org/cat.png) is its address.

The area is $A = \\pi r^2$, and

\\[
\\int_0^1 x^2 \\, dx = \\frac{1}{3}
\\]
"""

WIDE = """\
A word that never ends must not widen the page: \
aHR0cHM6Ly93d3cuZXhhbXBsZS5vcmcvYS92ZXJ5L2xvbmcvYWRkcmVzcy93aXRob3V0L2FueS9zcGFjZS9pbi9pdC9hdC9hbGwvYXQvYWxsL2F0L2FsbA==

| Setting | Value | What it does and why one would ever want to change it | Default | Since | \
Where it is read from | Unit | Notes |
|:--|:-:|---|--:|--:|---|:-:|---|
| `timeout` | 30 | Seconds without a byte before the request is given up. Proxies often end idle \
connections after a minute, so a larger value seldom helps. | 60 | 1.0 | configuration file | s | \
**Restart** needed |
| `retries` | 2 | How often it is tried again. | 2 | 1.2 | environment, then file | – | see [the \
manual](https://www.example.org/) |

```json
{"a_very_long_line": "that does not fit into the column and therefore scrolls inside its own \
block instead of the page", "n": 12.5}
```

```diff
- old line
+ new line
```

```rust
/// Returns the larger one.
fn larger<'a>(a: &'a str, b: &'a str) -> &'a str {
    if a.len() > b.len() { a } else { b } // 'a
}
```

```
no language at all
```
"""

READ = """\
# deploy.log

- 14:02:11 building image …
- 14:02:58 pushing to registry
- 14:03:04 **ERROR** denied: requested access to the resource is denied

```
$ docker push registry.example.com/app:1.4.2O
exit 1
```

| Service | Replicas | Age |
|---|--:|--:|
| web | 3 | 14 d |
| worker | l2 | 2 d |
| cache | 1 | 9O d |
"""
"""What the device read off a picture, Markdown and all."""

UNSURE = {"building": 0.78, "app:1.4.2O": 0.31, "l2": 0.45, "9O": 0.12, "denied": 0.66}
"""The probability of words in it: of their first occurrence."""


def tokens(text: str, unsure: dict[str, float]) -> tuple[TokenLogprob, ...]:
    """The text as words and blanks, all certain but the first occurrence of those named."""
    left, made = dict(unsure), []
    for piece in re.findall(r"[\w:./]+|[^\w:./]+", text):
        sure = next((left.pop(word) for word in list(left) if word in piece), 0.99)
        made.append(TokenLogprob(piece, log(sure)))
    return tuple(made)


def read(text: str, unsure: dict[str, float], *, id: int = 2) -> Message:  # noqa: A002 -- as above
    """An answer of the device."""
    choice = Choice(0, text, "", "", "stop", "stop", tokens(text, unsure))
    return replace(
        answer(text, id=id),
        choices=(choice,),
        model=ON_DEVICE.model,
        endpoint=ON_DEVICE.name,
        usage=None,
    )


_FIRST = question(
    "Does this chart exaggerate the growth? Give me the real numbers.", CHART_ATTACHMENT
)
_STREAMING = answer("", status=MessageStatus.STREAMING)

NEEDS_MODEL = Problem(
    ErrorKind.NEEDS_MODEL,
    "This computer reads; it doesn’t answer questions",
    "It can extract text, copy it as is, turn a table into CSV, and read codes.",
    "Add a model that can answer, then press Retry. The question and its picture stay here.",
)

PROBLEMS = {
    "error-key": Problem(
        ErrorKind.AUTH,
        "The key was refused",
        "relay.example.com said: Incorrect API key provided: sk-…f00d.",
        "Enter the key again in Settings.",
        status=401,
    ),
    "error-network": Problem(
        ErrorKind.NETWORK,
        "Could not reach relay.example.com",
        "The name was not found. The computer may be offline.",
        "Check the connection, then retry.",
    ),
    "error-cut": Problem(
        ErrorKind.TRUNCATED,
        "The answer was cut off",
        "The connection closed before the server said that the answer is complete.",
        "What came is kept. Retry asks again.",
    ),
}


def samples() -> tuple[Sample, ...]:
    """Every state the conversation can be in, by name."""
    ask = question("What does this say?", LABEL_ATTACHMENT)
    return (
        Sample(
            "streaming",
            (_FIRST, _STREAMING),
            (
                TextDelta(
                    0, CHART_ANSWER + "The relative growth is (46.1 − 42.5) / 42.5, which is "
                ),
            ),
        ),
        Sample("complete", (_FIRST, answer(CHART_ANSWER))),
        Sample("blocks", (question("What does it say, and what now?"), answer(BLOCKS))),
        Sample("wide", (question("Show me something wide."), answer(WIDE))),
        Sample(
            "waiting",
            (ask, _STREAMING),
            note="Waiting for the first word · 3 s",
        ),
        Sample("sending", (ask, _STREAMING), note="Sending · 2.1 of 5.4 MB"),
        Sample(
            "countdown",
            (ask, _STREAMING),
            note="Too many questions at once. Trying again in 7 s",
        ),
        Sample(
            "reduced",
            (ask, _STREAMING),
            note="Too large for this server: sent again with smaller pictures · 3 s",
        ),
        Sample("stalled-before", (ask, _STREAMING), note="Nothing came for 12 s", stalled=True),
        Sample(
            "stalled",
            (_FIRST, _STREAMING),
            (TextDelta(0, CHART_ANSWER + "The relative growth is (46.1 − 42.5) / "),),
            note="Nothing came for 12 s",
            stalled=True,
        ),
        Sample(
            "thinking",
            (ask, _STREAMING),
            (ReasoningDelta(0, "The label is small.\n\nIt may be a serial number."),),
        ),
        Sample(
            "two-pictures",
            (
                question("Which of these is newer?", CHART_ATTACHMENT, LABEL_ATTACHMENT, id=1),
                answer("The **second**; its label is dated.", reasoning="Two pictures."),
                question("And this icon?", SMALL_ATTACHMENT, id=3),
                answer("It shows a circle.", id=4),
                question("", LABEL_ATTACHMENT, id=5),
                answer("", id=6, refusal="I can’t help with identifying the owner."),
                question(
                    "And this one on the web?",
                    PictureLink("https://img.example.org/a/cat.png"),
                    id=7,
                ),
                answer("A cat.", id=8),
            ),
        ),
        Sample(
            "choices",
            (
                ask,
                replace(
                    answer("The serial number is `SN-7B42-0O9K-11F`."),
                    choices=(
                        Choice(0, "The serial number is `SN-7B42-0O9K-11F`.", finish_reason="stop"),
                        Choice(1, "The serial number is `SN-7B42-009K-11F`.", finish_reason="stop"),
                    ),
                ),
            ),
        ),
        *(
            Sample(
                name,
                (
                    ask,
                    answer(
                        "The label says SN-7B42, and" if name == "error-cut" else "",
                        status=MessageStatus.FAILED,
                        problem=problem,
                        finish=None,
                    ),
                ),
            )
            for name, problem in PROBLEMS.items()
        ),
        Sample("doubts", (question("Extract text", LABEL_ATTACHMENT), read(READ, UNSURE))),
        Sample(
            "needs-model",
            (
                question("Why was the push denied?", LABEL_ATTACHMENT),
                replace(
                    answer("", status=MessageStatus.FAILED, problem=NEEDS_MODEL, finish=None),
                    model=ON_DEVICE.model,
                    endpoint=ON_DEVICE.name,
                ),
            ),
        ),
        Sample(
            "interrupted",
            (ask, answer("The label says", status=MessageStatus.INTERRUPTED, finish=None)),
        ),
        Sample(
            "stopped",
            (ask, answer("The label says", status=MessageStatus.CANCELLED, finish=None)),
        ),
        Sample("empty-answer", (ask, answer(""))),
        Sample("cut-at-limit", (ask, answer("The label says SN-", finish="length"))),
    )


def sample(name: str) -> Sample:
    return next(each for each in samples() if each.name == name)


def all_pictures() -> dict[str, bytes]:
    """The encoded bytes of every picture the samples show, by SHA-256."""
    return {CHART: _png(_chart()), LABEL: _png(_label()), SMALL: _png(_small())}


def _png(image: QImage) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(data.data())


def _chart() -> QImage:
    image = QImage(392, 236, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    font = QFont()
    font.setPixelSize(18)
    font.setBold(True)
    painter.setFont(font)
    painter.drawText(QPointF(20, 32), "Revenue, Q1–Q4")
    for number, height in enumerate((60, 84, 120, 148)):
        box = QRectF(48 + 80 * number, 200 - height, 48, height)
        painter.fillRect(box, QColor("#0e7490"))
    painter.setPen(QPen(QColor("#cccccc"), 2))
    painter.drawLine(40, 200, 380, 200)
    painter.end()
    return image


def _label() -> QImage:
    image = QImage(840, 320, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    shade = QLinearGradient(0, 0, 0, 320)
    shade.setColorAt(0, QColor("#10263a"))
    shade.setColorAt(1, QColor("#1d3f5e"))
    painter.fillRect(image.rect(), shade)
    font = QFont()
    font.setPixelSize(64)
    painter.setFont(font)
    painter.setPen(Qt.GlobalColor.white)
    painter.drawText(image.rect(), Qt.AlignmentFlag.AlignCenter, "SN-7B42-0O9K-11F")
    painter.end()
    return image


def _small() -> QImage:
    image = QImage(24, 24, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setBrush(QColor("#a14a06"))
    painter.drawEllipse(3, 3, 18, 18)
    painter.end()
    return image
