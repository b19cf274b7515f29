"""The advanced part of an endpoint's form: what is kept, what is refused, what is said folded."""

from dataclasses import fields, replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QScrollArea

from askance.core.endpoint import Endpoint, Parameters, Prices
from askance.ui.theme import Theme
from tests.support.accessible_names import nameless_controls

PLAIN = Endpoint("Relay", "https://relay.example.com/v1", "gemini-pro-vision")
TUNED = Endpoint(
    "Relay",
    "https://relay.example.com/v1",
    "gemini-pro-vision",
    stream=False,
    max_tokens=2048,
    link_pictures=True,
    system_prompt="Short.",
    dropped_params=("n", "logprobs"),
    connect_timeout=2.5,
    first_payload_timeout=600,
    idle_timeout=30,
    parameters=Parameters(
        temperature=0.2,
        top_p=0.9,
        n=2,
        top_logprobs=3,
        seed=2**62,
        stop=("\n\n", "a\\n"),
        detail="high",
        reasoning_effort="xhigh",
    ),
    prices=Prices(1.25, 10),
    extra_headers=(("X-Title", "Askance"), ("X-B", "")),
    extra_body='{"top_k": 40}',
    proxy="socks5://127.0.0.1:1080",
    ca_file=__file__,
)


@pytest.mark.parametrize(
    "endpoint", [PLAIN, TUNED, replace(PLAIN, proxy="direct")], ids=["plain", "tuned", "direct"]
)
def test_what_is_not_touched_stays_as_it_is(window, endpoint):
    window.open(endpoint)
    assert window.save() == endpoint


def test_the_tuned_one_deviates_everywhere():
    own = {"name", "base_url", "model", "plain_http"}
    for field in fields(Endpoint):
        assert field.name in own or getattr(TUNED, field.name) != getattr(PLAIN, field.name)
    assert None not in (getattr(TUNED.parameters, field.name) for field in fields(Parameters))


def test_what_is_typed_is_kept(window):
    window.open(PLAIN)
    window.press("Advanced")
    for name, text in (
        ("Temperature", "0.2"),
        ("Top p", "0.9"),
        ("Longest reply, in tokens", "2048"),
        ("Answers to a question", "2"),
        ("Alternatives for doubt", "3"),
        ("Seed", str(2**62)),
        ("Stop sequences", "\\n\\n\na\\\\n"),
        ("To connect", "2.5"),
        ("For the first word", "600"),
        ("Silence", "30"),
        ("Certificate authorities", __file__),
        ("Extra headers", "X-Title: Askance\nX-B:"),
        ("Extra fields", '{"top_k": 40}'),
        ("Price of what is sent", "1.25"),
        ("Price of the answer", "10"),
        ("Standing instructions", "Short."),
    ):
        window.write(name, text)
    window.choose("Picture detail", "high")
    window.choose("Reasoning effort", "high")
    window.choose("Proxy", "this one")
    window.write("Proxy address", "socks5://127.0.0.1:1080")
    window.find("Show the reply while it is being written").click()
    window.find("Send a picture from the web as its address").click()
    expected = replace(
        TUNED,
        dropped_params=(),
        parameters=replace(TUNED.parameters, reasoning_effort="high"),
    )
    assert window.save() == expected


def test_the_fold_is_open_only_where_something_deviates(window):
    window.open(PLAIN, replace(TUNED, name="Tuned"))
    assert not window.find("Temperature").isVisible()
    window.find("Models").setCurrentRow(1)
    assert window.find("Temperature").isVisible()
    window.find("Models").setCurrentRow(0)
    assert not window.find("Temperature").isVisible()


def test_folded_it_says_in_one_line_what_deviates(window):
    window.open(replace(PLAIN, parameters=Parameters(temperature=0.2), proxy="http://p:1"))
    assert "temperature 0.2" not in window.words, "the fields themselves are to be seen"
    window.press("Advanced")
    assert "temperature 0.2 · proxy" in window.words.splitlines()
    window.press("Advanced")
    window.write("Top p", "0.5")
    window.press("Advanced")
    assert "temperature 0.2 · top p 0.5 · proxy" in window.words.splitlines()
    assert window.find("Advanced").accessibleDescription() == "temperature 0.2 · top p 0.5 · proxy"


@pytest.mark.parametrize(
    ("name", "wrong", "words", "right"),
    [
        ("Temperature", "3", "A number from 0 to 2.", "2"),
        ("Seed", "often", "A whole number.", "7"),
        ("Silence", "0", "A number above 0", "1"),
        ("Extra headers", "Authorization: x", "Authorization holds a key.", "X-A: x"),
        ("Extra fields", "{", "This is no JSON", "{}"),
        ("Certificate authorities", "/nowhere", "There is no such file.", ""),
        ("Stop sequences", "a\nb\nc\nd\ne", "At most 4 of them.", "a"),
    ],
)
def test_a_wrong_field_is_said_beside_it_and_not_saved(window, name, wrong, words, right):
    window.open(PLAIN)
    window.press("Advanced")
    window.write(name, wrong)
    assert words in window.words, "as it is typed"
    window.press("Advanced")
    assert "Something in here needs mending." in window.words
    assert window.save() is None
    assert "Not saved yet." in window.words
    assert QApplication.focusWidget() is window.find(name)
    assert words in window.find(name).accessibleDescription()
    window.write(name, right)
    assert words not in window.words
    assert window.save() is not None


def test_the_first_wrong_field_is_brought_into_view(window):
    window.open(PLAIN)
    for name in ("Extra fields", "Extra headers"):
        window.write(name, "?")
    assert window.save() is None
    field = window.find("Extra headers")
    assert QApplication.focusWidget() is field
    (area,) = (each for each in window.dialog.findChildren(QScrollArea) if each.isAncestorOf(field))
    window.qtbot.waitUntil(
        lambda: (
            area.viewport().rect().contains(field.mapTo(area.viewport(), field.rect().bottomLeft()))
        )
    )


def test_a_missing_address_or_model_is_pointed_at(window):
    window.open(PLAIN)
    window.write("Address", "")
    assert window.save() is None
    assert QApplication.focusWidget() is window.find("Address")
    assert "It is empty." in window.words
    window.write("Address", PLAIN.base_url)
    model = next(
        each for each in window.dialog.findChildren(type(window.find("Proxy"))) if each.isEditable()
    )
    model.setCurrentText("")
    assert window.save() is None
    assert "Which model?" in window.words


def test_a_wrong_field_is_pointed_at_before_anything_is_asked(window):
    asked = []
    window.models.test_requested.connect(lambda *args: asked.append(args))
    window.open(PLAIN)
    window.write("Temperature", "3")
    for button in ("Test", "Check everything…"):
        window.press(button)
        assert QApplication.focusWidget() is window.find("Temperature")
    assert asked == []
    assert window.find("Save").isVisible(), "no sheet was opened"


def test_the_proxy_s_address_is_asked_for_only_where_it_is_used(window):
    window.open(PLAIN)
    window.press("Advanced")
    assert not window.find("Proxy address").isVisible()
    window.choose("Proxy", "this one")
    assert window.save() is None
    assert QApplication.focusWidget() is window.find("Proxy address")
    window.write("Proxy address", "http://me:secret@proxy:1")
    assert "The password in it is kept in the settings, readable." in window.words
    window.choose("Proxy", "none")
    assert window.save() == replace(PLAIN, proxy="direct")


def test_a_file_of_authorities_can_be_chosen(window, tmp_path):
    file = tmp_path / "own.pem"
    file.write_text("x")
    window.open(PLAIN)
    window.press("Advanced")
    window.press("Choose the file of certificate authorities")
    dialog = window.dialog.findChild(QFileDialog)
    dialog.fileSelected.emit(str(file))
    dialog.reject()
    assert window.save() == replace(PLAIN, ca_file=str(file))


def test_what_was_learnt_is_said_and_can_be_forgotten(window):
    window.open(replace(PLAIN, dropped_params=("n", "logprobs")))
    assert "This server does not take: n, logprobs" in window.words, "in the summary"
    window.press("Advanced")
    window.press("Forget what was learnt")
    assert "does not take" not in window.words
    assert window.save() == PLAIN


def test_what_was_learnt_is_about_what_is_asked(window):
    learnt = replace(PLAIN, dropped_params=("n",))
    window.open(learnt)
    window.write("Price of the answer", "10")
    assert window.save() == replace(learnt, prices=Prices(None, 10))
    window.write("Temperature", "1")
    assert "does not take" not in window.words
    window.write("Temperature", "")
    assert window.save() == replace(learnt, prices=Prices(None, 10)), "it is the same again"


def test_every_label_leads_to_its_field(window):
    window.open(PLAIN)
    window.press("Advanced")
    names = {
        each.buddy().accessibleName() or each.buddy().focusProxy().accessibleName()
        for each in window.dialog.findChildren(QLabel)
        if each.buddy() is not None
    }
    assert {"Address", "Model name", "Key", "Temperature", "Extra fields", "Proxy"} <= names
    assert nameless_controls(window.dialog) == []


def test_tab_goes_through_the_fields_in_the_order_they_are_seen(window):
    window.open(TUNED)
    window.find("Name").setEnabled(True)
    window.find("Address").setFocus()
    places = []
    while True:
        focused = QApplication.focusWidget()
        places.append(focused.accessibleName())
        if focused is window.find("Save"):
            break
        window.qtbot.keyClick(focused, Qt.Key.Key_Tab)
        assert len(places) < 60
    order = [
        "Address", "List models", "Key", "Show key", "Standing instructions", "Advanced",
        "Forget what was learnt", "Show the reply while it is being written", "Temperature",
        "Top p", "Longest reply, in tokens", "Answers to a question", "Seed", "Picture detail",
        "Stop sequences", "To connect", "Silence", "Proxy", "Proxy address",
        "Certificate authorities", "Choose the file of certificate authorities", "Extra headers",
        "Extra fields", "Price of what is sent", "Price of the answer", "Test",
        "Check everything…", "Save",
    ]  # fmt: skip
    assert [name for name in places if name in order] == order


@pytest.mark.parametrize("width", [560, 760])
def test_nothing_is_cut_off_at_twice_the_size(window, qapp, width):
    theme = Theme(qapp)
    theme.set_text_size(200)
    try:
        window.dialog.resize(width, 700)
        window.open(replace(TUNED, model="organisation/" + "long-name-" * 12))
        window.qtbot.waitUntil(lambda: window.find("Temperature").isVisible())
        (area,) = (
            each
            for each in window.dialog.findChildren(QScrollArea)
            if each.isAncestorOf(window.find("Temperature"))
        )
        window.qtbot.waitUntil(lambda: area.widget().width() <= area.viewport().width())
    finally:
        theme.set_text_size(100)
