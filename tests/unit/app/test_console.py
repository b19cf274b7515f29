"""What commands print of what strangers wrote."""

import io

from askance.app.console import harmless

WRITTEN = "one\ttwo\nred \x1b[31m, \x1b]52;c;eA==\x07, \x9b2J, back\r\x7f, 日本 😀"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_nothing_commands_the_terminal() -> None:
    shown = harmless(WRITTEN, Terminal())
    assert shown.startswith("one\ttwo\nred �[31m, �]52;c;eA==�, �2J, back��, 日本 😀")
    assert not any(char in shown for char in "\x1b\x07\x9b\r\x7f")


def test_a_pipe_gets_the_text_as_it_is() -> None:
    assert harmless(WRITTEN, io.StringIO()) == WRITTEN
