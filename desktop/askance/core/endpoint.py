"""An endpoint: where a question goes. Holds no key (that is the keyring's), so it may be stored,
shown and logged as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Parameters:
    """The optional parameters of a chat completion by their names on the wire; None: not sent.

    `detail` (low, high, auto) goes with each picture. `stop` holds at most four sequences.
    """

    temperature: float | None = None
    top_p: float | None = None
    n: int | None = None
    top_logprobs: int | None = None
    seed: int | None = None
    stop: tuple[str, ...] = ()
    detail: str | None = None
    reasoning_effort: str | None = None


@dataclass(frozen=True, slots=True)
class Prices:
    """What a million tokens cost, in the person's currency; None: unknown."""

    prompt: float | None = None
    completion: float | None = None

    def of(self, prompt_tokens: int, completion_tokens: int) -> float | None:
        """The price of one exchange; None when some of its tokens have no known price."""
        if self.prompt is None and (self.completion is None or prompt_tokens):
            return None
        if self.completion is None and completion_tokens:
            return None
        cost = prompt_tokens * (self.prompt or 0.0) + completion_tokens * (self.completion or 0.0)
        return cost / 1_000_000


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An OpenAI-compatible server and the model asked there.

    `base_url` is what the person typed; `core.address.chat_url` gives the address used.
    `link_pictures`: send a picture found on the web as its address instead of its bytes.
    `dropped_params`: request parameters this server refused once, learnt; emptied on edit.
    `parameters` are those of every question that does not say otherwise. `extra_headers` hold no
    key: those are refused. `extra_body` is a JSON object merged into the request's body, or empty.
    `proxy`: empty for the system's, `direct` for none, else an address (http, https, socks5), which
    may hold a password and is therefore not shown.
    `ca_file`: a file of further certificate authorities (PEM), or empty.
    `plain_http`: the person agreed that a key may travel unencrypted to this address.
    Timeouts are seconds.
    """

    name: str
    base_url: str
    model: str
    stream: bool = True
    max_tokens: int | None = None
    link_pictures: bool = False
    system_prompt: str = ""
    dropped_params: tuple[str, ...] = ()
    connect_timeout: float = 10.0
    first_payload_timeout: float = 300.0
    idle_timeout: float = 120.0
    parameters: Parameters = Parameters()
    prices: Prices = Prices()
    extra_headers: tuple[tuple[str, str], ...] = ()
    extra_body: str = ""
    proxy: str = field(default="", repr=False)
    ca_file: str = ""
    plain_http: bool = False

    @property
    def on_device(self) -> bool:
        """Whether questions to it stay on this computer."""
        return self.base_url == ON_DEVICE_URL


ON_DEVICE_URL = "device:"
"""Where the built-in endpoint's questions go: no address, and nothing can be fetched from it."""

ON_DEVICE = Endpoint("On this computer", ON_DEVICE_URL, "On this computer")
"""The built-in endpoint: reads text, tables and codes, without a key or a network. Never kept in
the settings, never edited or removed; its name is taken.
"""


@dataclass(frozen=True, slots=True)
class Provider:
    """A known place to get answers, offered at first run. `local` ones need no key."""

    name: str
    base_url: str
    model: str = ""
    local: bool = False
    key_page: str = ""


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """One model a server names; `sees_pictures` is None when the server does not say."""

    id: str
    sees_pictures: bool | None = None


@dataclass(frozen=True, slots=True)
class FoundServer:
    """A server that answered on a usual loopback port, with the models it named."""

    provider: Provider
    models: tuple[ModelInfo, ...] = field(default=())


SUGGESTED_MODEL = "gemini-pro-vision"

PROVIDERS: tuple[Provider, ...] = (
    Provider(
        "OpenAI",
        "https://api.openai.com/v1",
        "gpt-5-mini",
        key_page="https://platform.openai.com/api-keys",
    ),
    Provider(
        "Google Gemini",
        "https://generativelanguage.googleapis.com/v1beta/openai",
        "gemini-2.5-flash",
        key_page="https://aistudio.google.com/apikey",
    ),
    Provider(
        "OpenRouter",
        "https://openrouter.ai/api/v1",
        "google/gemini-2.5-flash",
        key_page="https://openrouter.ai/keys",
    ),
    Provider(
        "Anthropic",
        "https://api.anthropic.com/v1",
        "claude-sonnet-4-5",
        key_page="https://console.anthropic.com/settings/keys",
    ),
    Provider(
        "Mistral",
        "https://api.mistral.ai/v1",
        "mistral-medium-latest",
        key_page="https://console.mistral.ai/api-keys",
    ),
    Provider(
        "Groq",
        "https://api.groq.com/openai/v1",
        "meta-llama/llama-4-scout-17b-16e-instruct",
        key_page="https://console.groq.com/keys",
    ),
)

LOCAL_SERVERS: tuple[Provider, ...] = (
    Provider("Ollama", "http://127.0.0.1:11434/v1", local=True),
    Provider("LM Studio", "http://127.0.0.1:1234/v1", local=True),
    Provider("llama.cpp", "http://127.0.0.1:8080/v1", local=True),
    Provider("Jan", "http://127.0.0.1:1337/v1", local=True),
)
