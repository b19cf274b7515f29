"""Where `askance ask` asks, and with what: the arguments over what the endpoint says. Pure."""

from __future__ import annotations

import argparse
from dataclasses import replace

from askance.core.chat import ChatOptions
from askance.core.endpoint import Endpoint
from askance.core.errors import AskanceError, ErrorKind, Problem
from askance.core.overrides import Overrides
from askance.core.settings import Settings


def endpoint_asked(args: argparse.Namespace, settings: Settings) -> Endpoint:
    """The endpoint meant, or one for a bare address. Raises `AskanceError` (no_endpoint)."""
    if args.url:
        if not args.model:
            raise _usage("--url needs --model", "Name the model to ask at that address.")
        return _reached(Endpoint("", args.url, args.model), args)
    endpoint = settings.endpoint(args.endpoint) if args.endpoint else settings.current
    if endpoint is None:
        raise _usage(
            f"No endpoint is called “{args.endpoint}”",
            "Run: askance endpoint add NAME --url BASE --model MODEL",
        )
    return _reached(replace(endpoint, model=args.model) if args.model else endpoint, args)


def options_asked(args: argparse.Namespace, endpoint: Endpoint) -> ChatOptions:
    """The parameters of the question."""
    own = ChatOptions.of(endpoint)
    options = overrides(args).over(own)
    return replace(
        options,
        stream=own.stream and not args.no_stream,
        top_logprobs=own.top_logprobs if args.logprobs is None else args.logprobs,
        retry=not args.no_retry,
        idle_timeout=args.timeout,
    )


def overrides(args: argparse.Namespace) -> Overrides:
    """The parameters that were given, but for `--logprobs`, where 0 means none beside the token."""
    return Overrides(
        temperature=args.temperature,
        top_p=args.top_p,
        max_tokens=args.max_tokens,
        n=args.n,
        detail=args.detail,
        reasoning_effort=args.reasoning_effort,
        seed=args.seed,
        stop=args.stop or (),
    )


def _reached(endpoint: Endpoint, args: argparse.Namespace) -> Endpoint:
    """The endpoint, reached the way that was given for this once."""
    return replace(
        endpoint,
        plain_http=endpoint.plain_http or args.allow_http,
        proxy=endpoint.proxy if args.proxy is None else args.proxy,
        ca_file=args.ca_file or endpoint.ca_file,
    )


def _usage(title: str, hint: str) -> AskanceError:
    return AskanceError(Problem(ErrorKind.NO_ENDPOINT, title, hint=hint))
