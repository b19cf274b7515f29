"""The settings' page of models in its states: the form folded and unfolded, its errors and its
warning, a thorough look at an endpoint.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPlainTextEdit, QScrollArea, QWidget

from askance.core.endpoint import Endpoint, Parameters, Prices
from askance.core.endpoint_check import Finding, Step, Verdict
from askance.core.settings import Settings
from askance.ui.settings.dialog import SettingsDialog
from askance.ui.settings.key_field import KeyState
from askance.ui.theme import Theme
from tests.support.accessible_names import named

PLAIN = Endpoint("Relay", "https://relay.example.com/v1", "gemini-pro-vision")
TUNED = Endpoint(
    "Relay",
    "https://relay.example.com/v1",
    "gemini-pro-vision",
    max_tokens=2048,
    dropped_params=("n", "logprobs"),
    parameters=Parameters(temperature=0.2, stop=("\n\n", "END"), detail="high"),
    prices=Prices(1.25, 10),
    extra_headers=(("HTTP-Referer", "https://askance.example"), ("X-Title", "Askance")),
    extra_body='{"top_k": 40, "provider": {"order": ["first", "second"]}}',
    proxy="http://someone:secret@proxy.example.com:3128",
)
OPEN = Endpoint("Lab", "http://models.lab.example:8000/v1", "qwen2.5-vl-72b-instruct")
LONG = Endpoint(
    "The department’s shared relay for pictures and documents",
    "http://a-rather-long-host-name.of-some-department.example.com:8443/gateway/openai/v1",
    "organisation/some-model-with-quite-a-long-name-vision-72b-instruct-2025-06-30",
)
FINDINGS = (
    Finding(
        Step.ADDRESS,
        Verdict.GOOD,
        "Questions go to https://relay.example.com/v1/chat/completions",
    ),
    Finding(Step.NAME, Verdict.GOOD, "It is at 203.0.113.7, 2001:db8::7"),
    Finding(Step.CONNECTION, Verdict.GOOD, "It answers after 48 ms"),
    Finding(
        Step.CERTIFICATE,
        Verdict.GOOD,
        "Of relay.example.com, vouched for by Example Trust R3, trusted by the system, good for "
        "61 more days",
    ),
    Finding(Step.KEY, Verdict.GOOD, "The key is accepted"),
    Finding(Step.MODEL, Verdict.GOOD, "gemini-pro-vision is there"),
    Finding(Step.ANSWER, Verdict.GOOD, "It said “ready”"),
    Finding(Step.STREAM, Verdict.GOOD, "It streams, first word after 420 ms"),
    Finding(
        Step.PICTURES,
        Verdict.FAILED,
        "It took the picture but did not name red and blue: “I cannot see pictures.”",
        "It may not see pictures, or think for long first. Try a model known to see them.",
    ),
    Finding(
        Step.CHOICES,
        Verdict.LEARNT,
        "One answer at a time: for several, Askance asks several times",
        parameters=("n",),
    ),
    Finding(
        Step.LOGPROBS,
        Verdict.LEARNT,
        "It does not say how sure it is; Askance no longer asks",
        parameters=("logprobs",),
    ),
    Finding(Step.BODY, Verdict.GOOD, "It takes 8 MB at once"),
)
REFUSED = (
    *FINDINGS[:2],
    Finding(
        Step.CONNECTION,
        Verdict.FAILED,
        "The server cannot be reached. a-rather-long-host-name.of-some-department.example.com "
        "refused the connection on port 8443",
        "Check the address and that the server runs. Behind a company’s proxy, name it under "
        "Advanced.",
    ),
    *(
        Finding(step, Verdict.SKIPPED, "Not looked at, because of the above.")
        for step in tuple(Step)[3:]
    ),
)

Build = Callable[[Theme], AbstractContextManager[QWidget]]


def scenes() -> dict[str, Build]:
    """Every scene by its file's name."""
    return {
        "endpoint-folded": partial(_form, PLAIN),
        "endpoint-summary": partial(_form, TUNED, fold=True),
        "endpoint-advanced": partial(_form, TUNED, size=(760, 1960)),
        "endpoint-advanced-large": partial(_form, TUNED, size=(760, 4200), text=200),
        "endpoint-errors": _errors,
        "endpoint-http": partial(_form, OPEN, key=True),
        "endpoint-http-large": partial(_form, OPEN, key=True, size=(760, 1100), text=200),
        "endpoint-long": partial(_form, LONG, key=True),
        "check-before": partial(_check, PLAIN, ()),
        "check-running": partial(_check, PLAIN, FINDINGS[:6], running=True),
        "check-failed": partial(_check, PLAIN, FINDINGS),
        "check-refused": partial(_check, LONG, REFUSED),
        "check-large": partial(_check, LONG, REFUSED, text=200),
        "check-narrow": partial(_check, PLAIN, FINDINGS, size=(560, 640)),
    }


@contextmanager
def _dialog(
    theme: Theme, endpoint: Endpoint, size: tuple[int, int], text: int
) -> Iterator[SettingsDialog]:
    theme.set_text_size(text)
    dialog = SettingsDialog(theme=theme)
    dialog.resize(*size)
    dialog.set_settings(Settings(endpoints=(endpoint,), default_endpoint=endpoint.name))
    dialog.show()
    yield dialog
    dialog.close()
    dialog.deleteLater()
    theme.set_text_size(100)


@contextmanager
def _form(
    endpoint: Endpoint,
    theme: Theme,
    *,
    size: tuple[int, int] = (760, 760),
    text: int = 100,
    fold: bool = False,
    key: bool = False,
) -> Iterator[QWidget]:
    with _dialog(theme, endpoint, size, text) as dialog:
        dialog.models.set_key_state(endpoint.name, KeyState.KEPT if key else KeyState.NONE)
        if fold:
            _press(dialog, "Advanced")
            QTest.qWait(50)
            _scroll_to(dialog, "Advanced")
        yield dialog


@contextmanager
def _errors(theme: Theme) -> Iterator[QWidget]:
    with _dialog(theme, TUNED, (760, 1500), 100) as dialog:
        for name, text in (("Temperature", "3"), ("Seed", "often"), ("Proxy address", "proxy:x")):
            (field,) = named(dialog, name)
            assert isinstance(field, QLineEdit)
            field.setText(text)
        for name, text in (
            ("Extra headers", "Authorization: Bearer abc"),
            ("Extra fields", '{"top_k": 40,\n "top_a"}'),
        ):
            (box,) = named(dialog, name)
            assert isinstance(box, QPlainTextEdit)
            box.setPlainText(text)
        _press(dialog, "Save")
        yield dialog


@contextmanager
def _check(
    endpoint: Endpoint,
    findings: tuple[Finding, ...],
    theme: Theme,
    *,
    running: bool = False,
    size: tuple[int, int] = (760, 640),
    text: int = 100,
) -> Iterator[QWidget]:
    with _dialog(theme, endpoint, size, text) as dialog:
        _press(dialog, "Check everything…")
        if findings:
            _press(dialog, "Start")
            dialog.models.check.add_findings(findings, 412)
        if findings and not running:
            dialog.models.check.end()
        yield dialog


def _press(dialog: SettingsDialog, name: str) -> None:
    (button,) = named(dialog, name)
    assert isinstance(button, QAbstractButton)
    button.click()


def _scroll_to(dialog: SettingsDialog, name: str) -> None:
    (found,) = named(dialog, name)
    for area in dialog.findChildren(QScrollArea):
        if area.isAncestorOf(found):
            area.ensureWidgetVisible(found, 0, 200)
