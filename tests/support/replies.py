"""Long replies as a model gives them, token by token; the same ones in every run.

A token here is what a byte-pair vocabulary makes of such text on the average: a word of up to eight
letters with the blank before it, up to three digits or signs, a run of line ends. The tokens of a
reply joined are its Markdown.

    "".join(mixed(20_000))      # headings, paragraphs, lists, fences, tables, quotes, formulas
    shape("fence", 5_000)       # one code fence from the first token to the last
"""

import itertools
import random
import re
from collections.abc import Callable, Iterator

from askance.core.conversation import Choice, Message, Role, TextPart

SHAPES = ("fence", "table", "list", "paragraph", "quote")
"""What a reply can be one of, as a whole."""

_TOKEN = re.compile(r" ?[A-Za-z]{1,8}| ?\d{1,3}|\n+|[^\S\n]+(?! )| ?[^\sA-Za-z\d]{1,3}|\s")
_WORDS = re.findall(
    r"\w+",
    """
    the of a to in is that it was for on are with they at this from have or by one had not but what
    were when we there can your which their said if each about how then she many some these would
    other into has more two like see time could than first been its who now people made over down
    only way find use may water long little very after called just where most know number between
    another through because picture question document position corrected estimated conversation
    environment resolution different measurement baseline development information government
    understanding performance characteristic rendering selection highlighted paragraph continuous
    responsible anything remember important children mountains together something according
    """,
)
_NOON = 1_760_000_000.0
_LANGUAGES = ("python", "rust", "js", "bash", "json", "sql", "c", "")


def tokens(text: str) -> list[str]:
    """The text cut into tokens; joined again it is the text."""
    return _TOKEN.findall(text)


def mixed(count: int, *, seed: int = 1) -> list[str]:
    """`count` tokens of Markdown with a bit of everything."""
    rng = random.Random(seed)
    return _cut(_sections(rng), count)


def shape(kind: str, count: int, *, seed: int = 1) -> list[str]:
    """`count` tokens that are all one block; `kind` is one of `SHAPES`."""
    rng = random.Random(seed)
    made: dict[str, Callable[[random.Random], Iterator[str]]] = {
        "fence": _endless_fence,
        "table": _endless_table,
        "list": _endless_list,
        "paragraph": _endless_paragraph,
        "quote": _endless_quote,
    }
    return _cut(made[kind](rng), count)


def words(count: int, *, seed: int = 1) -> str:
    """That many plain words with no Markdown in them."""
    return _prose(random.Random(seed), count)


def _cut(pieces: Iterator[str], count: int) -> list[str]:
    found: list[str] = []
    while len(found) < count:
        found.extend(tokens(next(pieces)))
    return found[:count]


def _prose(rng: random.Random, count: int) -> str:
    said = rng.choices(_WORDS, k=count)
    for place in range(rng.randint(6, 14), count - 1, 13):
        said[place] += rng.choice((".", ",", ".", ";"))
    return " ".join(said).capitalize() + "."


def _marked(rng: random.Random, count: int) -> str:
    """Words with emphasis, code, a link and a formula among them."""
    said = _prose(rng, count).split(" ")
    for form in ("**{}**", "*{}*", "`{}`", "[{}](https://www.example.org/{})", "~~{}~~"):
        if rng.random() < 0.5:
            place = rng.randrange(len(said))
            said[place] = form.format(said[place].strip("*`~"), "a")
    if rng.random() < 0.25:
        said.insert(rng.randrange(len(said)), rng.choice(("$a^2 + b^2$", "$x_1$", r"\(\pi r^2\)")))
    return " ".join(said)


def _sections(rng: random.Random) -> Iterator[str]:
    """What a reply is made of, in the proportions of a long technical answer."""
    makers: tuple[Callable[[random.Random], str], ...] = (
        _paragraphs,
        _list,
        _fence,
        _table,
        _quote,
        _formula,
        _tasks,
    )
    for number in itertools.count(1):
        yield f"{'#' * rng.randint(1, 4)} {number}. {_prose(rng, 4)}\n\n"
        yield _paragraphs(rng)
        for make in rng.choices(makers, weights=(6, 4, 4, 2, 1, 1, 1), k=4):
            yield make(rng)


def _paragraphs(rng: random.Random) -> str:
    return "".join(_marked(rng, rng.randint(30, 90)) + "\n\n" for _ in range(rng.randint(1, 3)))


def _list(rng: random.Random) -> str:
    ordered, lines = rng.random() < 0.4, []
    for number in range(1, rng.randint(4, 9)):
        mark = f"{number}." if ordered else "-"
        lines.append(f"{mark} {_marked(rng, rng.randint(5, 24))}")
        if rng.random() < 0.3:
            lines += [f"{' ' * len(mark)} - {_prose(rng, 6)}" for _ in range(2)]
    return "\n".join(lines) + "\n\n"


def _tasks(rng: random.Random) -> str:
    return "".join(f"- [{rng.choice('x ')}] {_prose(rng, 7)}\n" for _ in range(4)) + "\n"


def _fence(rng: random.Random) -> str:
    body = "".join(_code_line(rng) for _ in range(rng.randint(6, 30)))
    return f"```{rng.choice(_LANGUAGES)}\n{body}```\n\n"


def _code_line(rng: random.Random) -> str:
    first, second, third = (word.replace("'", "") for word in rng.choices(_WORDS, k=3))
    return rng.choice(
        (
            f"def {first}({second}: int, {third}: str) -> None:\n",
            f"    {first} = {second}[{rng.randrange(100)}] + len({third})  # {_prose(rng, 4)}\n",
            f'    print(f"{first}: {{{second}}}", {third})\n',
            f"    if {first} > {rng.randrange(1000)} and not {second}:\n",
            f"        return {first}.{second}({third}, {rng.randrange(10)})\n",
            "\n",
        )
    )


def _table(rng: random.Random) -> str:
    columns = rng.randint(3, 5)
    marks = rng.choices((":--", "--:", ":-:", "---"), k=columns)
    head = " | ".join(_WORDS[50 + place] for place in range(columns))
    lines = [f"| {head} |", f"|{'|'.join(marks)}|"]
    lines += [_row(rng, columns) for _ in range(rng.randint(4, 14))]
    return "\n".join(lines) + "\n\n"


def _row(rng: random.Random, columns: int) -> str:
    cells = [_prose(rng, rng.randint(1, 5)) for _ in range(columns - 1)]
    return f"| {' | '.join((*cells, str(rng.randrange(10_000))))} |"


def _quote(rng: random.Random) -> str:
    return f"> {_marked(rng, 30)}\n>\n> {_prose(rng, 18)}\n\n"


def _formula(rng: random.Random) -> str:
    low, high = sorted(rng.sample(range(10), 2))
    return f"\\[\n\\int_{{{low}}}^{{{high}}} x^{{{rng.randint(2, 9)}}} \\, dx\n\\]\n\n"


def _endless_fence(rng: random.Random) -> Iterator[str]:
    yield "```python\n"
    while True:
        yield _code_line(rng)


def _endless_table(rng: random.Random) -> Iterator[str]:
    yield "| one | two | three | four |\n|---|:-:|--:|--:|\n"
    while True:
        yield _row(rng, 4) + "\n"


def _endless_list(rng: random.Random) -> Iterator[str]:
    while True:
        yield f"- {_marked(rng, rng.randint(4, 20))}\n"


def _endless_paragraph(rng: random.Random) -> Iterator[str]:
    while True:
        yield _marked(rng, 40) + " "


def _endless_quote(rng: random.Random) -> Iterator[str]:
    while True:
        yield f"> {_marked(rng, rng.randint(30, 60))}\n>\n"


def conversation(count: int, *, seed: int = 1) -> tuple[Message, ...]:
    """`count` messages, questions and answers in turn, ids from 1; answers have from two words to a
    page, three hundred kinds of them.
    """
    rng = random.Random(seed)
    texts = [
        "".join(mixed(rng.choice((3, 20, 60, 120, 240, 600)), seed=number)) for number in range(300)
    ]
    return tuple(
        _question(number, _prose(rng, rng.choice((4, 9, 20, 60))))
        if number % 2
        else _answer(number, texts[number // 2 * 7 % len(texts)])
        for number in range(1, count + 1)
    )


def _question(number: int, text: str) -> Message:
    return Message(number, 1, Role.USER, _NOON + number, parts=(TextPart(text),))


def _answer(number: int, text: str) -> Message:
    choice = Choice(0, text, finish_reason="stop")
    return Message(number, 1, Role.ASSISTANT, _NOON + number, choices=(choice,), model="model")
