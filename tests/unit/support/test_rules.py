"""The rules every test is held to do fail the tests that break them."""

import logging
import textwrap

import pytest

from tests.support.secret import TEST_KEY, files_with_key, holds_key

pytest_plugins = ["pytester"]

RULES = """
    import pytest
    from tests.conftest import expect_log, leave_nothing_behind, log_watch
    from tests.conftest import askance_home, pytest_runtest_makereport
"""


@pytest.fixture
def outcome(pytester: pytest.Pytester, log_watch, monkeypatch: pytest.MonkeyPatch):
    """Run one test under the rules of our conftest; returns how many passed, failed, erred."""
    logging.getLogger().removeHandler(log_watch)  # what the inner test logs is the inner one's
    pytester.makeconftest(textwrap.dedent(RULES))
    pytester.makeini("[pytest]\nqt_api = pyside6\naddopts = -p pytestqt.plugin\n")
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")

    def run(body: str) -> dict[str, int]:
        pytester.makepyfile(textwrap.dedent(body))
        return pytester.runpytest_inprocess("--show-capture=no").parseoutcomes()

    return run


def test_a_quiet_test_passes(outcome) -> None:
    assert outcome("def test_quiet(): pass") == {"passed": 1}


def test_an_unannounced_warning_fails(outcome) -> None:
    body = "import logging\ndef test_it(): logging.getLogger('x').warning('odd')"
    assert outcome(body) == {"passed": 1, "errors": 1}


def test_an_announced_warning_passes(outcome) -> None:
    body = """
        import logging
        def test_it(expect_log):
            expect_log("^odd")
            logging.getLogger('x').warning('odd thing')
    """
    assert outcome(body) == {"passed": 1}


def test_an_announced_warning_has_to_come(outcome) -> None:
    assert outcome("def test_it(expect_log): expect_log('odd')")["errors"] == 1


def test_a_thread_left_behind_fails(outcome, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.support.leftovers.GRACE_S", 0.01)
    body = """
        import threading
        done = threading.Event()
        def test_it(): threading.Thread(target=done.wait).start()
        def teardown_module(): done.set()
    """
    assert outcome(body) == {"passed": 1, "errors": 1}


@pytest.mark.parametrize(
    "leave",
    [
        "timer = QTimer(); timer.start(1000); kept.append(timer)",
        "window = QWidget(); window.show(); kept.append(window)",
        "fade = QVariantAnimation(duration=9000); fade.start(); kept.append(fade)",
    ],
    ids=["timer", "window", "animation"],
)
def test_a_running_thing_of_qt_left_behind_fails(outcome, qapp, leave: str) -> None:
    body = f"""
        from PySide6.QtCore import QTimer, QVariantAnimation
        from PySide6.QtWidgets import QWidget
        kept = []
        def test_it(qtbot):
            {leave}
    """
    assert outcome(body) == {"passed": 1, "errors": 1}


def test_widgets_given_to_qtbot_are_no_leftovers(outcome, qapp) -> None:
    body = """
        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QWidget
        def test_it(qtbot):
            window = QWidget()
            qtbot.addWidget(window)
            QTimer(window, interval=1000).start()
            window.show()
    """
    assert outcome(body) == {"passed": 1}


def test_the_key_in_a_file_fails(outcome) -> None:
    body = f"def test_it(askance_home): (askance_home / 'log').write_text('{TEST_KEY}')"
    assert outcome(body) == {"passed": 1, "errors": 1}


def test_the_key_in_the_output_fails(outcome) -> None:
    # In halves: the inner test's source may be shown in this one's output.
    assert outcome(f"def test_it(): print('{TEST_KEY[:9]}' + '{TEST_KEY[9:]}')")["errors"] == 1


@pytest.mark.parametrize("before", ["", "x", "xy"])
def test_the_key_is_found_in_each_disguise(before: str) -> None:
    import base64

    text = f"{before}{TEST_KEY} and more"
    assert holds_key(text.encode())
    assert holds_key(text.encode("utf-16-le"))
    assert holds_key(base64.b64encode(text.encode()))
    assert not holds_key(text.replace("askance", "other").encode())


def test_files_are_searched_in_depth(tmp_path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "c").write_bytes(b"\0\1" + TEST_KEY.encode())
    (tmp_path / "a" / "clean").write_bytes(b"nothing")
    assert files_with_key(tmp_path) == [tmp_path / "a" / "b" / "c"]
