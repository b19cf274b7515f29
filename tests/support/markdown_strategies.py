"""Random Markdown for Hypothesis: replies as models write them, and worse.

A `Written` knows which words a reader must find in it: those of running text, code, cells and link
labels; not addresses, languages or what a picture shows. Words are made of letters and digits
alone, so that nothing in Markdown can swallow one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

_LATIN = "alpha Beta gamma4 delta épsilon Ωmega zeta12 привет ñandú ǆ"
_OTHER = "漢字かな 한국어 العربية עברית हिन्दी ไทย éàü 👩‍🔬 🇫🇷 👍🏽 ½"
PLAIN = (*_LATIN.split(), *_OTHER.split())
LONG = ("x" * 300, "漢" * 120, "aHR0cHM6Ly" * 30)
NOISE = "ab*_`~[]()!<>#-+|:$\\ \n\t1.\"'&;^{}\r\u2028\u00a0\u200d\u202e\ufffd\U0001f600é漢ع"


@dataclass(frozen=True, slots=True)
class Written:
    """Markdown, and the words to be found in it, each as often as it is written."""

    source: str
    words: tuple[str, ...] = ()


def joined(parts: Sequence[Written], between: str = "\n\n", behind: str = "") -> Written:
    """One after the other."""
    source = between.join(part.source for part in parts) + behind
    return Written(source, tuple(word for part in parts for word in part.words))


words = st.sampled_from(PLAIN)
_addresses = st.sampled_from(("https://www.example.org/a?b=c", "mailto:help@example.org"))


def _wrapped(form: str) -> st.SearchStrategy[Written]:
    def wrap(said: list[str]) -> Written:
        return Written(form.format(" ".join(said)), tuple(said))

    return st.lists(words, min_size=1, max_size=3).map(wrap)


inline: st.SearchStrategy[Written] = st.one_of(
    words.map(lambda word: Written(word, (word,))),
    *(
        _wrapped(form)
        for form in (
            "{}",
            "**{}**",
            "*{}*",
            "~~{}~~",
            "`{}`",
            "***{}***",
            "[{}](https://www.example.org/a)",
            "**{} [more",
            "<b>{}</b>",
        )
    ),
    _addresses.map(lambda address: Written(f"<{address}>")),
    st.sampled_from(LONG).map(lambda word: Written(word, (word,))),
    st.sampled_from(
        (
            "$a^2$",
            r"\(\frac{1}{2}\)",
            "$5",
            "&amp;",
            r"\*",
            "[^1]",
            "H~2~O",
            "![of a cat](https://img.example.org/cat.png)",
        )
    ).map(Written),
)
line: st.SearchStrategy[Written] = st.lists(inline, min_size=1, max_size=8).map(
    lambda parts: joined(parts, " ")
)


def _prefixed(first: str, other: str) -> st.SearchStrategy[Written]:
    return line.map(
        lambda made: Written(first + made.source.replace("\n", f"\n{other}"), made.words)
    )


@st.composite
def _list(draw: st.DrawFn) -> Written:
    mark = draw(st.sampled_from(("- ", "* ", "1. ", "- [x] ", "- [ ] ", "7) ")))
    items = [
        Written("  " * draw(st.integers(0, 2)) + mark + made.source, made.words)
        for made in draw(st.lists(line, min_size=1, max_size=5))
    ]
    return joined(items, draw(st.sampled_from(("\n", "\n", "\n\n"))))


@st.composite
def _fence(draw: st.DrawFn) -> Written:
    said = draw(st.lists(words, max_size=8))
    fence = draw(st.sampled_from(("```", "~~~~")))
    language = draw(st.sampled_from(("", "python", "json", "diff", "no-such-language")))
    end = draw(st.sampled_from((f"\n{fence}", f"\n{fence}", "")))
    body = draw(st.sampled_from(("\n", " ", "\n\t"))).join(said)
    return Written(f"{fence}{language}\n{body}{end}", tuple(said))


@st.composite
def _table(draw: st.DrawFn) -> Written:
    columns = draw(st.integers(1, 9))
    cell = st.lists(words, min_size=1, max_size=3)
    rows = draw(
        st.lists(st.lists(cell, min_size=columns, max_size=columns), min_size=1, max_size=6)
    )
    marks = draw(
        st.lists(st.sampled_from(("---", ":--", "--:", ":-:")), min_size=columns, max_size=columns)
    )
    lines = ["| " + " | ".join(" ".join(said) for said in row) + " |" for row in rows]
    lines.insert(1, f"|{'|'.join(marks)}|")
    return Written("\n".join(lines), tuple(w for row in rows for said in row for w in said))


_others = st.sampled_from(
    (
        "---",
        "***",
        "\\[\n\\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix}\n\\]",
        "$$\n\\sum_{i=0}^n i\n$$",
        "$$\n\\nosuchthing{",
        "[^1]: A footnote.",
        "[ref]: https://www.example.org/ref",
        "See [ref] and [^1].",
        "<details>\n<summary>more</summary>\n</details>",
        "> - quoted\n>   1. deep\n>      > deeper\n>\n>      ```py\n>      x = 1\n>      ```",
        "    indented code",
        "|not|a table|",
        "",
    )
).map(Written)

block: st.SearchStrategy[Written] = st.one_of(
    line,
    line,
    *(_prefixed("#" * level + " ", "") for level in (1, 2, 3, 6)),
    _prefixed("> ", "> "),
    _prefixed("> > ", "> "),
    _list(),
    _fence(),
    _table(),
    _others,
)

replies: st.SearchStrategy[Written] = st.lists(block, max_size=9).map(joined)
"""Blocks of every kind, parted by blank lines."""

noise: st.SearchStrategy[Written] = st.lists(
    st.one_of(st.text(alphabet=NOISE, max_size=40).map(Written), block), max_size=7
).map(lambda parts: Written(joined(parts, "\n").source))
"""What no model would write; nothing is promised about its words."""
