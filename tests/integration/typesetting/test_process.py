"""The typesetting process misbehaving, killed, silent, idle: the program goes without for that one
request, and the next one is served.
"""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from askance.platforms.own_process import command_for
from askance.typesetting.process import TYPESETTING_PROCESS, ProcessTypesetter
from askance.typesetting.protocol import READY
from tests.support.processes import children, wait_until_gone
from tests.support.typesetting_child import COMMAND
from tests.support.waiting import wait_for

pytestmark = pytest.mark.integration

SEED, TIMES = 1187, 30
FINE = [[(0, 4, "name")]]
ROOTS = r"\sqrt{" * 40 + "x" + "}" * 40
"""Takes minutes."""
Make = Callable[..., ProcessTypesetter]


@pytest.fixture
def make() -> Iterator[Make]:
    """Makes typesetters; none of their processes is left, nor a zombie."""
    before, made = children(), list[ProcessTypesetter]()

    def one(command: tuple[str, ...] | None = COMMAND, **options: object) -> ProcessTypesetter:
        made.append(ProcessTypesetter(command, **options))  # type: ignore[arg-type]
        return made[-1]

    yield one
    for each in made:
        each.close()
    wait_for(lambda: not children() - before, "the processes to be gone")


def pid_of(typesetter: ProcessTypesetter) -> int:
    assert typesetter.pid is not None
    return typesetter.pid


def kill(pid: int) -> None:
    """Killed, and buried: whoever is asked next finds it dead."""
    os.kill(pid, signal.SIGKILL)
    wait_until_gone(pid)


def test_it_starts_with_the_first_request_and_serves_all(make: Make) -> None:
    before = children()
    typesetter = make()
    assert children() == before
    assert typesetter.colour("x", "fine") == FINE
    first = pid_of(typesetter)
    assert typesetter.colour("x", "also") == FINE
    assert children() - before == {first}


def test_what_was_worked_out_is_remembered(make: Make) -> None:
    typesetter = make(None)
    made = typesetter.outlines("x^2", display=False)
    coloured = typesetter.colour("python", "def")
    assert made is not None
    kill(pid_of(typesetter))
    assert typesetter.outlines("x^2", display=False) is made
    assert typesetter.colour("python", "def") is coloured


def test_killed_while_idle_it_starts_anew(make: Make) -> None:
    typesetter = make()
    typesetter.colour("x", "fine")
    first = pid_of(typesetter)
    kill(first)
    assert typesetter.colour("x", "next") == FINE
    assert pid_of(typesetter) != first


def test_killed_over_a_request_that_request_is_made_again(make: Make) -> None:
    """By a person with `kill`, say: no reason to leave a formula as it is."""
    typesetter = make(None)
    typesetter.colour("python", "def")
    first, made = pid_of(typesetter), []
    os.kill(first, signal.SIGSTOP)
    asking = threading.Thread(target=lambda: made.append(typesetter.outlines("y", display=True)))
    asking.start()
    kill(first)
    asking.join(20)
    assert made[0] is not None
    assert pid_of(typesetter) != first


def test_killed_at_random_moments_it_serves_the_next(make: Make) -> None:
    moments = random.Random(SEED)
    typesetter = make(rest_s=0)
    for number in range(TIMES):
        asking = threading.Thread(target=typesetter.colour, args=("x", f"first {number}"))
        asking.start()
        asking.join(moments.random() * 0.2)
        if (link := typesetter._current) is not None:
            link._process.kill()  # which never takes another one's number
        asking.join()
        assert typesetter.colour("x", f"word {number}") == [[(0, len(f"word {number}"), "name")]]


@pytest.mark.parametrize(
    ("act", "words"), [("noise", "a line is not JSON"), ("shape", "no runs of a line")]
)
def test_what_is_no_answer_ends_it(
    make: Make, expect_log: Callable[[str], None], act: str, words: str
) -> None:
    expect_log(f"the typesetting process is ended: {words}")
    typesetter = make()
    typesetter.colour("x", "fine")
    first = pid_of(typesetter)
    assert typesetter.colour("x", act) == ()
    wait_until_gone(first)
    assert typesetter.colour("x", "next") == FINE


def test_a_line_without_an_end_is_not_gathered(make: Make) -> None:
    typesetter = make()
    assert typesetter.colour("x", "flood") == ()
    assert typesetter.colour("x", "next") == FINE


@pytest.mark.parametrize("act", ["halfway", "crash"])
def test_an_answer_that_never_comes_ends_with_its_process(make: Make, act: str) -> None:
    typesetter = make()
    assert typesetter.colour("x", act) == ()
    assert typesetter.colour("x", "next") == FINE


def test_silence_is_not_waited_out(make: Make) -> None:
    typesetter = make(patience_s=1.0)
    assert typesetter.colour("x", "silent") == ()
    assert typesetter.colour("x", "next") == FINE


def test_one_that_does_not_even_listen_is_not_waited_for(make: Make) -> None:
    """More than a pipe holds: writing would never end by itself."""
    typesetter = make(patience_s=1.0)
    typesetter.colour("x", "fine")
    os.kill(pid_of(typesetter), signal.SIGSTOP)
    assert typesetter.colour("x", "much " * 30_000) == ()
    assert typesetter.colour("x", "next") == FINE


def test_a_formula_that_takes_too_long_is_given_up_and_remembered(make: Make) -> None:
    typesetter = make(None)
    assert typesetter.outlines("x", display=True) is not None
    first = pid_of(typesetter)
    assert typesetter.outlines(ROOTS, display=True) is None
    wait_until_gone(first)
    assert typesetter.pid is None
    assert typesetter.outlines(ROOTS, display=True) is None
    assert typesetter.pid is None  # it was not tried again
    assert typesetter.outlines("y", display=True) is not None


@pytest.mark.parametrize(
    "command",
    [("/no/such/program",), (sys.executable, "-c", ""), (sys.executable, "-c", "print('hello')")],
    ids=["missing", "ends", "says something else"],
)
def test_one_that_does_not_come_up_twice_is_told_and_left_alone_for_a_while(
    make: Make, expect_log: Callable[[str], None], command: tuple[str, ...]
) -> None:
    expect_log("does not come up")
    typesetter = make(command)
    for word in ("one", "two", "three"):
        assert typesetter.colour("x", word) == ()
    typesetter._command = COMMAND
    assert typesetter.colour("x", "still") == ()
    typesetter._not_before = time.monotonic()
    assert typesetter.colour("x", "fine") == FINE


def test_closing_ends_what_is_under_way(make: Make) -> None:
    typesetter = make()
    typesetter.colour("x", "fine")
    pid, made = pid_of(typesetter), []
    asking = threading.Thread(target=lambda: made.append(typesetter.colour("x", "silent")))
    asking.start()
    typesetter.close()
    asking.join(20)
    assert made == [()]
    wait_until_gone(pid)
    assert typesetter.colour("x", "fine again") == ()


def test_it_gets_no_key_and_steps_back(make: Make) -> None:
    typesetter = make(environ={**os.environ, "ASKANCE_API_KEY": "k"})
    assert typesetter.colour("x", "told") == [[(os.nice(0) + 10, 0, "name")]]


def started(code: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-P", "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )


def test_it_ends_by_itself_when_nothing_is_asked() -> None:
    with started("from askance.typesetting.child import run; run(idle_s=0.1)") as child:
        assert child.wait(20) == 0


def test_it_ends_with_the_program_in_the_midst_of_its_work() -> None:
    with started("from askance.typesetting.child import run; run()") as child:
        assert child.stdin is not None
        assert child.stdout is not None
        assert child.stdout.readline() == READY
        child.stdin.write(b'{"formula":"' + ROOTS.replace("\\", "\\\\").encode() + b'"')
        child.stdin.write(b',"display":true}\n')
        child.stdin.close()
        assert child.wait(20) == 0


def test_it_loads_nothing_of_the_window_nor_of_the_command_line() -> None:
    executable, *rest = command_for(TYPESETTING_PROCESS)
    done = subprocess.run(
        [executable, "-X", "importtime", *rest],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=True,
        timeout=60,
    )
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.decode().splitlines()}
    assert "askance.typesetting.child" in loaded
    forbidden = ("PySide6", "httpx", "argparse", "asyncio", "socket", "pygments", "ziamath")
    assert not [name for name in loaded if name.startswith(forbidden)]
    rooms = {".".join(name.split(".")[:2]) for name in loaded if name.startswith("askance.")}
    assert rooms <= {"askance.core", "askance.platforms", "askance.typesetting", "askance.__main__"}
