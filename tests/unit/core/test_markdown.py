"""What Markdown means: one sample per construct, as values."""

import pytest

from askance.core.markdown import (
    Alignment,
    Block,
    Code,
    Footnote,
    Heading,
    List,
    ListItem,
    Math,
    Paragraph,
    Quote,
    Rule,
    Span,
    Table,
    parse,
)
from askance.core.markdown.first_line import first_line


def words(text: str) -> Paragraph:
    return Paragraph((Span(text),))


BLOCKS: list[tuple[str, tuple[Block, ...]]] = [
    ("", ()),
    ("# One\n\n###### Six #", (Heading(1, (Span("One"),)), Heading(6, (Span("Six"),)))),
    ("one\ntwo\n\nthree", (words("one\ntwo"), words("three"))),
    ("```python title\nx = 1\n\n```", (Code("python", "x = 1\n"),)),
    ("~~~\n```\n~~~", (Code("", "```"),)),
    ("    indented", (Code("", "indented"),)),
    ("```\nnever closed", (Code("", "never closed"),)),
    ("---", (Rule(),)),
    ("> a\n> > b", (Quote((words("a"), Quote((words("b"),)))),)),
    ("- a\n  - b", (List((ListItem((words("a"), List((ListItem((words("b"),)),)))),)),)),
    ("3. a\n4. b", (List((ListItem((words("a"),)), ListItem((words("b"),))), 3),)),
    (
        "- [x] done\n- [ ] open\n- [y] neither",
        (
            List(
                (
                    ListItem((words("done"),), True),
                    ListItem((words("open"),), False),
                    ListItem((words("[y] neither"),)),
                )
            ),
        ),
    ),
    (
        "| a | b | c |\n|:-|:-:|-:|\n| 1<br>2 | **x** |",
        (
            Table(
                ((Span("a"),), (Span("b"),), (Span("c"),)),
                (((Span("1\n2"),), (Span("x", bold=True),), ()),),
                (Alignment.LEFT, Alignment.CENTER, Alignment.RIGHT),
            ),
        ),
    ),
    ("<div>**x**</div>", (Paragraph((Span("<div>"), Span("x", bold=True), Span("</div>"))),)),
    ("<script>alert(1)</script>", (words("<script>alert(1)</script>"),)),
    (r"\[ x_1 \\ y_2 \]", (Math(r"x_1 \\ y_2"),)),
    (
        "[^n]: one\n    two\n\n    - three\n[^m]: more\n\nafter",
        (
            Footnote("n", (words("one\ntwo"), List((ListItem((words("three"),)),)))),
            Footnote("m", (words("more"),)),
            words("after"),
        ),
    ),
    (
        "- \\[x] no\n- [x] under\n  ---",
        (List((ListItem((words("[x] no"),)), ListItem((Heading(2, (Span("under"),)),), True))),),
    ),
    ("text:\n$$\na_1\n- b_2\n$$\nmore", (words("text:"), Math("a_1\n- b_2"), words("more"))),
    ("$$ is not\n\n# closed", (words("$$ is not"), Heading(1, (Span("closed"),)))),
]


@pytest.mark.parametrize(("source", "blocks"), BLOCKS, ids=[source for source, _ in BLOCKS])
def test_blocks(source: str, blocks: tuple[Block, ...]) -> None:
    assert parse(source) == blocks


SPANS: list[tuple[str, tuple[Span, ...]]] = [
    ("a **b *c* d**", (Span("a "), Span("b ", True), Span("c", True, True), Span(" d", True))),
    ("~~gone~~ `a  b`", (Span("gone", strike=True), Span(" "), Span("a  b", code=True))),
    ("[t](https://a.example/x)", (Span("t", link="https://a.example/x"),)),
    ("<https://a.example>", (Span("https://a.example", link="https://a.example"),)),
    ("[t](javascript:alert(1))", (Span("[t](javascript:alert(1))"),)),
    (
        "![a dog](https://a.example/d.png)",
        (Span("a dog "), Span("https://a.example/d.png", link="https://a.example/d.png")),
    ),
    (
        r"so \(a_1 * b_2 * c\) holds",
        (Span("so "), Span("a_1 * b_2 * c", math=True), Span(" holds")),
    ),
    ("so $a_1$, $b_2$", (Span("so "), Span("a_1", math=True), Span(", "), Span("b_2", math=True))),
    ("from $5 to $10 or so", (Span("from $5 to $10 or so"),)),
    (r"\*not\* &amp; \$5", (Span("*not* & $5"),)),
    ("a\\\nb  \nc", (Span("a\nb\nc"),)),
    ("so $$a$$ b", (Span("so "), Span("a", math=True, display=True), Span(" b"))),
    ("see[^1], [^no label]", (Span("see"), Span("1", footnote="1"), Span(", [^no label]"))),
    ("www.a.example/x_y_z.", (Span("www.a.example/x_y_z", link="http://www.a.example/x_y_z"),)),
    ("[http://a.example](http://b.example)", (Span("http://a.example", link="http://b.example"),)),
    (
        "见http://a.example/b，好",
        (Span("见"), Span("http://a.example/b", link="http://a.example/b")),
    ),
    ("to a_b@c.example.", (Span("to "), Span("a_b@c.example", link="mailto:a_b@c.example"))),
    ("to ~~~none~~~ ~5 ~~a~~", (Span("to ~~~none~~~ ~5 "), Span("a", strike=True))),
    ("[a] and [a][b]\n\n[a]: https://a.example", (Span("a", link="https://a.example"),)),
]


@pytest.mark.parametrize(("source", "spans"), SPANS, ids=[source for source, _ in SPANS])
def test_runs(source: str, spans: tuple[Span, ...]) -> None:
    paragraph = parse(source)[0]
    assert isinstance(paragraph, Paragraph)
    assert paragraph.inline[: len(spans)] == spans


def test_a_picture_in_the_text_itself_is_not_written_out() -> None:
    (paragraph,) = parse(f"![p](https://a.example/{'x' * 5000})")
    assert isinstance(paragraph, Paragraph)
    assert len(paragraph.inline[1].text) < 250


def test_what_is_nested_too_deep_is_still_text() -> None:
    for source in ("> " * 40 + "end", "\n".join(f"{'  ' * level}- end" for level in range(40))):
        assert repr(parse(source)).count("end") == source.count("end")


def test_depth_is_bounded() -> None:
    assert parse("> " * 5000 + "x")
    assert parse("[" * 5000)
    assert parse("*a" * 5000)


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("# deploy.log\n\ntext", "deploy.log"),
        ("\n\n---\n\n- **one** `two`\n- three", "one two"),
        ("```\n\n  $ make\n```", "$ make"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a · b"),
        ("> quoted\\_word", "quoted_word"),
        ("", ""),
        ("---\n", ""),
    ],
)
def test_the_first_line_is_what_a_person_reads(source: str, line: str) -> None:
    assert first_line(source) == line
