"""Words as the search index keeps them, and a person's words as a query. Pure.

SQLite's `unicode61` tokenizer takes a run of Chinese or Japanese for one word. So every letter of a
script that writes without spaces gets U+001F on both sides before it is indexed: each is a token,
and a searched run of them is a phrase, found inside any sentence at any length. (The trigram
tokenizer would miss one and two letters, which is what most Chinese words have.) U+001F separates
tokens, is no one's text, and is taken out of what is shown.
"""

from __future__ import annotations

import re
import unicodedata

MARK_START = "\u0002"
MARK_END = "\u0003"
"""Around the found words in a snippet; `history` asks SQLite for the same."""
_SEPARATOR = "\u001f"

_UNSPACED = re.compile(
    "(["
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f"  # Burmese
    "\u1780-\u17ff"  # Khmer
    "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af"  # Hangul: spaced, but particles cling to words
    "\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f"  # kana
    "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # Han
    "\U00020000-\U0003ffff"
    "])"
)
_RESERVED = str.maketrans(dict.fromkeys(("\0", MARK_START, MARK_END, _SEPARATOR)))


def storable(text: str) -> str:
    """The text with surrogates made whole, or U+FFFD where they stand alone: a server may split an
    emoji over two JSON strings, and a database takes only UTF-8.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def indexed(text: str) -> str:
    """The text as the index keeps it."""
    clean = unicodedata.normalize("NFC", storable(text)).translate(_RESERVED)
    return _UNSPACED.sub(rf"{_SEPARATOR}\1{_SEPARATOR}", clean)


def shown(snippet: str) -> str:
    """A snippet of the index as a person reads it; neighbouring marks of one phrase are joined."""
    return snippet.replace(_SEPARATOR, "").replace(MARK_END + MARK_START, "")


def query(text: str) -> str | None:
    """An FTS5 expression for messages with all the words, the last perhaps unfinished; None when
    there is no word in it. Each word is a quoted phrase, so nothing a person types is syntax.
    """
    words = [indexed(word) for word in text.split()]
    words = [word for word in words if any(char.isalnum() for char in word)]
    if not words:
        return None
    phrases = ['"' + word.replace('"', " ") + '"' for word in words]
    if unicodedata.category(words[-1][-1])[0] in "LNM":
        phrases[-1] += "*"
    return " ".join(phrases)
