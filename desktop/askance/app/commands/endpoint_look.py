"""`askance endpoint test`: the endpoint looked over, a row for each step as soon as it is known.

The rows are standard output, or one JSON object at the end; what is learnt on the way is kept with
the endpoint. The built-in one reads a word off a picture instead: there is no way to look over.
"""

from __future__ import annotations

import sys
from contextlib import aclosing

from askance.app.console import COMPLETE, SERVER_FAILED, exit_code, put, put_json, say, say_problem
from askance.app.container import Container
from askance.core.endpoint import Endpoint
from askance.core.endpoint_check import Finding, Step, Verdict

_STEPS = {
    Step.ADDRESS: "Address",
    Step.NAME: "Name",
    Step.CONNECTION: "Connection",
    Step.CERTIFICATE: "Certificate",
    Step.KEY: "Key",
    Step.MODEL: "Model",
    Step.ANSWER: "Answer",
    Step.STREAM: "Stream",
    Step.PICTURES: "Pictures",
    Step.CHOICES: "Answers",
    Step.LOGPROBS: "Sureness",
    Step.BODY: "Size",
}
_WIDTH = max(map(len, _STEPS.values()))
_MARKS = {
    Verdict.GOOD: "✓",
    Verdict.FAILED: "✗",
    Verdict.LEARNT: "~",
    Verdict.SKIPPED: "–",
}
_PLAIN_MARKS = {"✓": "+", "✗": "x", "–": "-"}
"""Where the terminal has no others."""


async def look_over(endpoint: Endpoint, container: Container, *, as_json: bool) -> int:
    """Looks it over; the exit code is that of the first thing that failed."""
    try:
        if endpoint.on_device:
            return await _read_sample(endpoint, container, as_json=as_json)
        return await _look(endpoint, container, as_json=as_json)
    finally:
        await container.aclose()


async def _read_sample(endpoint: Endpoint, container: Container, *, as_json: bool) -> int:
    check = await container.endpoint_service.test(endpoint)
    if as_json:
        verdict = Verdict.FAILED if check.problem else Verdict.GOOD
        words = check.problem.title if check.problem else f"It read “{check.answer}”"
        hint = check.problem.hint if check.problem else ""
        _put(endpoint, [Finding(Step.ANSWER, verdict, words, hint)], 0)
        return exit_code(check.problem)
    if check.problem:
        say_problem(check.problem)
        return exit_code(check.problem)
    put(f"{endpoint.model} answered in {check.seconds:.1f} s: {check.answer[:200]}")
    return COMPLETE


async def _look(endpoint: Endpoint, container: Container, *, as_json: bool) -> int:
    say(f"Asking {endpoint.name} a few tiny questions. They cost a few tokens.")
    doctor, found = container.doctor, list[Finding]()
    async with aclosing(doctor.look(endpoint)) as findings:
        async for finding in findings:
            found.append(finding)
            if not as_json:
                put(_row(finding))
    if as_json:
        _put(endpoint, found, doctor.tokens)
    else:
        put(_cost(found, doctor.tokens))
    return _code(found)


def _row(finding: Finding) -> str:
    step = _STEPS[finding.step].ljust(_WIDTH)
    row = f"{_mark(finding.verdict)}  {step}  {_one_line(finding.words)}"
    if finding.next_step:
        row += f"\n{' ' * (_WIDTH + 5)}{_one_line(finding.next_step)}"
    return row


def _mark(verdict: Verdict) -> str:
    mark = _MARKS[verdict]
    try:
        mark.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return _PLAIN_MARKS[mark]
    return mark


def _one_line(words: str) -> str:
    """A server's own words may hold anything: no line of theirs looks like a row of ours."""
    return " ".join("".join(char if char.isprintable() else " " for char in words).split())


def _cost(found: list[Finding], tokens: int) -> str:
    if tokens:
        return f"Used about {tokens:,} tokens."
    answered = any(each.step is Step.ANSWER and each.verdict is Verdict.GOOD for each in found)
    return "It did not say how many tokens it used." if answered else "Used no tokens."


def _put(endpoint: Endpoint, found: list[Finding], tokens: int) -> None:
    findings = [_finding_json(finding) for finding in found]
    put_json({"endpoint": endpoint.name, "findings": findings, "tokens": tokens})


def _finding_json(finding: Finding) -> dict[str, str | list[str]]:
    return {
        "step": finding.step.value,
        "verdict": finding.verdict.value,
        "words": finding.words,
        "next_step": finding.next_step,
        "parameters": list(finding.parameters),
    }


def _code(found: list[Finding]) -> int:
    failed = next((each for each in found if each.verdict is Verdict.FAILED), None)
    if failed is None:
        return COMPLETE
    return exit_code(failed.problem) if failed.problem else SERVER_FAILED
