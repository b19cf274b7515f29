"""The program started once more: its command, its environment, its lid on memory."""

import sys

import pytest

from askance.platforms import own_process

MB = 2**20


def test_it_is_this_program_frozen_or_not(monkeypatch: pytest.MonkeyPatch) -> None:
    assert own_process.command_for("--a", "b") == (
        sys.executable, "-P", "-m", "askance", "--a", "b",
    )  # fmt: skip
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert own_process.command_for("--a") == (sys.executable, "--a")


def test_it_gets_no_key() -> None:
    secrets = (
        "ASKANCE_API_KEY", "OPENAI_API_KEY", "Some_Api_Key", "HF_TOKEN", "AWS_SECRET_ACCESS_KEY",
        "PGPASSWORD", "https_proxy", "HTTP_PROXY",
    )  # fmt: skip
    needed = {"PATH": "/bin", "HOME": "/home/someone", "LANG": "C.UTF-8", "LD_LIBRARY_PATH": "/lib"}
    assert own_process.environment_for(dict.fromkeys(secrets, "k") | needed) == needed


def test_the_peak_is_told_in_bytes_and_only_grows() -> None:
    before = own_process.peak()
    assert 10 * MB < before < 2**40
    held = b"x" * max(200 * MB, before)
    after = own_process.peak()
    assert after >= len(held) > 0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux enforces the lid itself")
def test_where_the_system_enforces_the_lid_nothing_is_looked_at() -> None:
    assert not own_process.above_lid(1)


def test_elsewhere_the_process_looks_at_its_own_peak(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_process, "_ENFORCED", False)
    assert own_process.above_lid(1)
    assert not own_process.above_lid(2**40)
