"""An endpoint: where a question goes. Holds no key (that is the keyring's), so it may be stored,
shown and logged as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An OpenAI-compatible server and the model asked there.

    `base_url` is what the person typed; `core.address.chat_url` gives the address used.
    `link_pictures`: send a picture found on the web as its address instead of its bytes.
    `dropped_params`: request parameters this server refused once, learnt; emptied on edit.
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
