"""Which of the device's tasks a question asks for, and who writes its answer. Pure."""

from __future__ import annotations

import unicodedata

from askance.core.prompts import DEVICE_PRESETS, PRESETS
from askance.core.reading.answers.codes import Codes
from askance.core.reading.answers.csv import Csv
from askance.core.reading.answers.extract import Extract
from askance.core.reading.answers.verbatim import Verbatim
from askance.core.reading.answers.writer import Writer
from askance.core.reading.values import Task

_SAYINGS: dict[Task, tuple[str, ...]] = {
    Task.EXTRACT: (
        "text", "the text", "get text", "get the text", "extract text", "extract the text",
        "extract all text", "extract text from this picture", "extract the text from this image",
        "read", "read this", "read it", "read text", "read the text", "read this text",
        "read the picture", "read this picture", "read the image", "read this image", "ocr",
        "ocr this", "run ocr", "transcribe", "transcribe this", "to text", "as text",
        "to markdown", "as markdown", "what does it say", "what does this say",
        "what is written here", "what's written here", "what does the text say",
        # German, French, Spanish, Chinese, Japanese.
        "text auslesen", "text extrahieren", "text lesen", "lesen", "lies", "lies das", "lies vor",
        "lies den text", "vorlesen", "was steht da", "was steht hier", "was steht dort",
        "texte", "le texte", "lire", "lis", "lis ça", "lis le texte", "lire le texte",
        "extraire le texte", "extrais le texte", "qu'est-ce qui est écrit", "que dit le texte",
        "texto", "el texto", "leer", "lee", "lee esto", "lee el texto", "leer el texto",
        "extraer texto", "extraer el texto", "extrae el texto", "qué dice", "qué pone",
        "文字", "文本", "提取文字", "提取文本", "识别文字", "文字识别", "读取文字", "读", "读一下",
        "写了什么", "上面写了什么", "這是什麼字", "提取文字內容", "識別文字", "擷取文字",
        "テキスト", "テキスト抽出", "テキストを抽出", "文字起こし", "読んで", "読み取って",
        "文字を読んで", "何と書いてある", "何て書いてある", "何と書いてありますか",
    ),
    Task.VERBATIM: (
        "copy", "copy this", "copy text", "copy the text", "copy as is", "as is", "verbatim",
        "plain text", "as plain text", "keep the layout", "copy with layout",
        "kopieren", "text kopieren", "kopiere den text", "wörtlich", "unverändert kopieren",
        "copier", "copier le texte", "copie le texte", "copier tel quel", "tel quel",
        "copiar", "copiar texto", "copiar el texto", "copia el texto", "copiar tal cual",
        "tal cual",
        "复制", "复制文字", "复制文本", "原样复制", "複製", "複製文字", "コピー",
        "テキストをコピー",
        "そのままコピー",
    ),
    Task.TABLE: (
        "table", "the table", "csv", "to csv", "as csv", "table to csv", "table as csv",
        "table csv", "read the table", "extract table", "extract the table", "copy the table",
        "tabelle", "die tabelle", "als csv", "tabelle als csv", "tabelle zu csv", "tabelle in csv",
        "tabelle auslesen", "tabelle extrahieren",
        "tableau", "le tableau", "en csv", "tableau en csv", "extraire le tableau",
        "tabla", "la tabla", "tabla a csv", "tabla en csv", "extraer la tabla", "extraer tabla",
        "表格", "提取表格", "表格转csv", "转成csv", "表格轉csv", "擷取表格", "表", "表を抽出",
        "表をcsvに", "csvに",
    ),
    Task.CODES: (
        "code", "codes", "qr", "qr code", "qr codes", "the qr code", "scan", "scan this",
        "scan the code", "scan code", "scan qr code", "scan the qr code", "read the code",
        "read the qr code", "read qr code", "barcode", "barcodes", "bar code", "bar codes",
        "scan barcode", "scan the barcode", "read the barcode",
        "qr-code lesen", "qr-code scannen", "code scannen", "code lesen", "scannen", "strichcode",
        "strichcode lesen", "barcode lesen", "barcode scannen",
        "code qr", "lire le code", "lire le code qr", "scanner le code", "scanner le qr code",
        "code-barres", "lire le code-barres", "scanner",
        "código", "código qr", "leer el código", "leer código qr", "escanear",
        "escanear el código", "escanear código qr", "código de barras", "leer código de barras",
        "二维码", "扫码", "扫描二维码", "识别二维码", "条形码", "条码", "掃描", "掃碼", "二維碼",
        "條碼", "扫描", "扫一扫", "qrコード", "qrコードを読んで", "qrコードを読み取って",
        "バーコード",        "スキャン", "コード",
    ),
}  # fmt: skip

_PRESETS = {
    "extract": Task.EXTRACT,
    "table": Task.TABLE,
    "device-extract": Task.EXTRACT,
    "device-verbatim": Task.VERBATIM,
    "device-table": Task.TABLE,
    "device-codes": Task.CODES,
}
_POLITE = ("please", "pls", "bitte", "svp", "stp", "porfavor", "请", "請", "ください", "下さい")


def task_of(question: str) -> Task | None:
    """The task the question asks for; None for any other question, which a model must answer.

    No question at all asks for the text. Case, punctuation, blanks and courtesy do not matter.
    """
    key = _key(question)
    if not key and not question.strip():
        return Task.EXTRACT
    return _TASKS.get(key) or _TASKS.get(_without_courtesy(key))


def writer_for(task: Task, size: tuple[int, int]) -> Writer:
    """Who writes the answer to `task` on a picture of `size` (width, height in pixels)."""
    del size
    match task:
        case Task.EXTRACT:
            return Extract()
        case Task.VERBATIM:
            return Verbatim()
        case Task.TABLE:
            return Csv()
        case Task.CODES:
            return Codes()


def _key(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if character.isalnum())


def _without_courtesy(key: str) -> str:
    for word in _POLITE:
        key = key.removeprefix(word).removesuffix(word)
    return key


_TASKS: dict[str, Task] = {
    **{_key(saying): task for task, sayings in _SAYINGS.items() for saying in sayings},
    **{
        _key(words): _PRESETS[preset.id]
        for preset in (*PRESETS, *DEVICE_PRESETS)
        if preset.id in _PRESETS
        for words in (preset.title, preset.prompt)
    },
}
