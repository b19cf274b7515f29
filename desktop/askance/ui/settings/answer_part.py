"""How an endpoint's answers are asked for: each parameter is sent only when it is set here.
GUI thread.
"""

from __future__ import annotations

from dataclasses import replace

from askance.core.endpoint import Endpoint, Parameters, Prices
from askance.core.overrides import MOST_STOPS, stops_as_text
from askance.ui.settings import typed
from askance.ui.settings.field import (
    ChoiceField,
    LinesField,
    NumberField,
    WholeField,
    WrappingCheck,
)
from askance.ui.settings.part import DEFAULTS, Part
from askance.ui.theme import Theme

MOST_TOKENS, MOST_ANSWERS, MOST_ALTERNATIVES = 10_000_000, 128, 20
MOST_SEED = 2**63 - 1
MOST_SECONDS = 86_400.0
MOST_PRICE = 1_000_000.0


class AnswerPart(Part):
    """The parameters of a chat completion."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(self.tr("Answers"))
        self._unset = self.tr("not sent")
        self._add_checks(theme)
        self._add_sampling()
        self._add_counts()
        self._add_levels(theme)
        self._add_stops()

    def show_endpoint(self, endpoint: Endpoint) -> None:
        shown = endpoint.parameters
        self._stream.set_checked(endpoint.stream)
        self._link.set_checked(endpoint.link_pictures)
        self._temperature.set_number(shown.temperature)
        self._top_p.set_number(shown.top_p)
        self._tokens.set_number(endpoint.max_tokens)
        self._n.set_number(shown.n)
        self._alternatives.set_number(shown.top_logprobs)
        self._seed.set_number(shown.seed)
        self._detail.set_value(shown.detail or "")
        self._effort.set_value(shown.reasoning_effort or "")
        self._stop.set_text(stops_as_text(shown.stop))

    def applied_to(self, endpoint: Endpoint) -> Endpoint:
        parameters = Parameters(
            temperature=self._temperature.number,
            top_p=self._top_p.number,
            n=self._n.number,
            top_logprobs=self._alternatives.number,
            seed=self._seed.number,
            stop=typed.stops(self._stop.text),
            detail=self._detail.value or None,
            reasoning_effort=self._effort.value or None,
        )
        return replace(
            endpoint,
            stream=self._stream.checked,
            link_pictures=self._link.checked,
            max_tokens=self._tokens.number,
            parameters=parameters,
        )

    def _add_checks(self, theme: Theme) -> None:
        self._stream = WrappingCheck(theme, self.tr("Show the reply while it is being written"))
        self._link = WrappingCheck(theme, self.tr("Send a picture from the web as its address"))
        for check in (self._stream, self._link):
            check.toggled.connect(self.changed)
            self._column.addWidget(check)

    def _add_sampling(self) -> None:
        self._temperature = NumberField(
            self.tr("Temperature"),
            typed.number(0, 2),
            empty=self._unset,
            hint=self.tr("From 0 to 2: lower is steadier."),
        )
        self._top_p = NumberField(
            self.tr("Top p"),
            typed.number(0, 1),
            empty=self._unset,
            hint=self.tr("From 0 to 1: lower keeps to likely words."),
        )
        self._tokens = WholeField(
            self.tr("Longest reply, in tokens"), typed.whole(1, MOST_TOKENS), empty=self._unset
        )
        self._add_columns((self._temperature, self._top_p, self._tokens))

    def _add_counts(self) -> None:
        self._n = WholeField(
            self.tr("Answers to a question"), typed.whole(1, MOST_ANSWERS), empty=self._unset
        )
        self._alternatives = WholeField(
            self.tr("Alternatives for doubt"),
            typed.whole(0, MOST_ALTERNATIVES),
            empty=self._unset,
            hint=self.tr("How many other words to show where the model is unsure."),
        )
        self._seed = WholeField(
            self.tr("Seed"), typed.whole(-MOST_SEED, MOST_SEED), empty=self._unset
        )
        self._add_columns((self._n, self._alternatives, self._seed))

    def _add_levels(self, theme: Theme) -> None:
        low, high = (self.tr("low"), "low"), (self.tr("high"), "high")
        self._detail = ChoiceField(
            theme,
            self.tr("Picture detail"),
            ((self._unset, ""), low, high, (self.tr("automatic"), "auto")),
        )
        self._effort = ChoiceField(
            theme,
            self.tr("Reasoning effort"),
            (
                (self._unset, ""),
                (self.tr("none"), "none"),
                (self.tr("minimal"), "minimal"),
                low,
                (self.tr("medium"), "medium"),
                high,
            ),
        )
        self._add_columns((self._detail, self._effort))

    def _add_stops(self) -> None:
        self._stop = LinesField(
            self.tr("Stop sequences"),
            typed.stops,
            empty=self._unset,
            note=self.tr("One a line, at most {n}; \\n stands for a line’s end.").format(
                n=MOST_STOPS
            ),
            lines=2,
        )
        self._add(self._stop)


class WaitingPart(Part):
    """How long to wait, in seconds; nothing typed is the usual time."""

    def __init__(self) -> None:
        super().__init__(self.tr("Waiting, in seconds"))
        self._connect, self._first, self._idle = (
            NumberField(
                name, typed.number(0, MOST_SECONDS, above=True), empty=f"{usual:g}", hint=hint
            )
            for name, usual, hint in (
                (
                    self.tr("To connect"),
                    DEFAULTS.connect_timeout,
                    self.tr("How long connecting may take."),
                ),
                (
                    self.tr("For the first word"),
                    DEFAULTS.first_payload_timeout,
                    self.tr("Models that think first take long."),
                ),
                (
                    self.tr("Silence"),
                    DEFAULTS.idle_timeout,
                    self.tr("How long nothing may come in the middle of an answer."),
                ),
            )
        )
        self._add_columns((self._connect, self._first, self._idle))

    def show_endpoint(self, endpoint: Endpoint) -> None:
        for field, seconds, usual in (
            (self._connect, endpoint.connect_timeout, DEFAULTS.connect_timeout),
            (self._first, endpoint.first_payload_timeout, DEFAULTS.first_payload_timeout),
            (self._idle, endpoint.idle_timeout, DEFAULTS.idle_timeout),
        ):
            field.set_number(None if seconds == usual else seconds)

    def applied_to(self, endpoint: Endpoint) -> Endpoint:
        return replace(
            endpoint,
            connect_timeout=self._connect.number or DEFAULTS.connect_timeout,
            first_payload_timeout=self._first.number or DEFAULTS.first_payload_timeout,
            idle_timeout=self._idle.number or DEFAULTS.idle_timeout,
        )


class PricePart(Part):
    """What a million tokens cost, in the person's own currency."""

    def __init__(self) -> None:
        super().__init__(self.tr("Price of a million tokens"))
        unknown = self.tr("unknown")
        self._asked = NumberField(
            self.tr("Price of what is sent"), typed.number(0, MOST_PRICE), empty=unknown
        )
        self._answered = NumberField(
            self.tr("Price of the answer"), typed.number(0, MOST_PRICE), empty=unknown
        )
        self._add_columns((self._asked, self._answered))

    def show_endpoint(self, endpoint: Endpoint) -> None:
        self._asked.set_number(endpoint.prices.prompt)
        self._answered.set_number(endpoint.prices.completion)

    def applied_to(self, endpoint: Endpoint) -> Endpoint:
        return replace(endpoint, prices=Prices(self._asked.number, self._answered.number))
