"""In few words, what is not as usual about an endpoint. GUI thread, for the words' language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from askance.core.endpoint import Endpoint, Prices
from askance.ui.settings.part import DEFAULTS


def deviations(endpoint: Endpoint) -> list[str]:
    """What a person set otherwise; nothing of what was learnt."""
    return [*_of_answers(endpoint), *_of_the_way(endpoint)]


def learnt(endpoint: Endpoint) -> str:
    """What the server was found not to take, or nothing."""
    if not endpoint.dropped_params:
        return ""
    words = QCoreApplication.translate("Deviations", "This server does not take: {names}")
    return words.format(names=", ".join(endpoint.dropped_params))


def _of_answers(endpoint: Endpoint) -> list[str]:
    given = endpoint.parameters
    numbers = (
        (QCoreApplication.translate("Deviations", "temperature {value}"), given.temperature),
        (QCoreApplication.translate("Deviations", "top p {value}"), given.top_p),
        (QCoreApplication.translate("Deviations", "at most {value} tokens"), endpoint.max_tokens),
        (QCoreApplication.translate("Deviations", "answers {value}"), given.n),
        (QCoreApplication.translate("Deviations", "alternatives {value}"), given.top_logprobs),
        (QCoreApplication.translate("Deviations", "seed {value}"), given.seed),
        (QCoreApplication.translate("Deviations", "detail {value}"), given.detail),
        (QCoreApplication.translate("Deviations", "effort {value}"), given.reasoning_effort),
    )
    found = [words.format(value=value) for words, value in numbers if value is not None]
    if not endpoint.stream:
        found.insert(0, QCoreApplication.translate("Deviations", "in one piece"))
    if endpoint.link_pictures:
        found.append(QCoreApplication.translate("Deviations", "pictures as addresses"))
    if given.stop:
        found.append(QCoreApplication.translate("Deviations", "stop sequences"))
    return found


def _of_the_way(endpoint: Endpoint) -> list[str]:
    times = (endpoint.connect_timeout, endpoint.first_payload_timeout, endpoint.idle_timeout)
    usual = (DEFAULTS.connect_timeout, DEFAULTS.first_payload_timeout, DEFAULTS.idle_timeout)
    through = QCoreApplication.translate("Deviations", "proxy")
    if endpoint.proxy == "direct":
        through = QCoreApplication.translate("Deviations", "no proxy")
    return [
        words
        for words, deviates in (
            (QCoreApplication.translate("Deviations", "own times"), times != usual),
            (through, bool(endpoint.proxy)),
            (
                QCoreApplication.translate("Deviations", "own certificates"),
                bool(endpoint.ca_file),
            ),
            (
                QCoreApplication.translate("Deviations", "extra headers"),
                bool(endpoint.extra_headers),
            ),
            (QCoreApplication.translate("Deviations", "extra fields"), bool(endpoint.extra_body)),
            (QCoreApplication.translate("Deviations", "prices"), endpoint.prices != Prices()),
        )
        if deviates
    ]
