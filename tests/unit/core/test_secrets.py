"""What must be covered: each kind of secret, as it is read and as it is misread, and what is none.

The keys are made up and put together from parts, so that no scanner takes this file for a leak.
"""

import pytest

from askance.core.reading.values import Line, Quad, Word
from askance.core.screen import Region
from askance.core.secrets import find_secrets

WIDTH, HEIGHT = 10, 20
ALNUM = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0"
UPPER = "A2B3C4D5E6F7G8H9"


def line(text: str, row: int = 0, left: int = 0) -> Line:
    """A line of text in a fixed pitch, its words boxed as they stand."""
    words, at = [], 0
    for word in text.split(" "):
        if word:
            words.append(Word(word, 0.99, box(left + at * WIDTH, row, len(word))))
        at += len(word) + 1
    return Line(text, 0.99, box(left, row, len(text)), tuple(words))


def box(x: int, row: int, length: int) -> Quad:
    return Quad.of(Region(x, row * 30, length * WIDTH, HEIGHT))


def covered(*texts: str) -> list[tuple[str, str]]:
    """The kinds found, each with the words under its box."""
    lines = [line(text, row) for row, text in enumerate(texts)]
    found = []
    for secret in find_secrets(lines):
        bounds = secret.box.bounds
        under = [
            word.text
            for each in lines
            for word in each.words
            if not word.box.bounds.intersected(bounds).empty
        ]
        found.append((secret.kind, " ".join(under)))
    return found


KEYS = {
    "openai": "sk-" + "proj-" + ALNUM,
    "anthropic": "sk-" + "ant-api03-" + ALNUM,
    "google": "AI" + "za" + ALNUM[:35],
    "github": "gh" + "p_" + ALNUM[:36],
    "github fine-grained": "github" + "_pat_" + ALNUM,
    "gitlab": "gl" + "pat-" + ALNUM[:20],
    "slack": "xox" + "b-123456789012-" + ALNUM[:24],
    "aws": "AK" + "IA" + UPPER,
    "stripe": "sk" + "_live_" + ALNUM[:24],
    "npm": "npm" + "_" + ALNUM[:36],
    "hugging face": "hf" + "_" + ALNUM[:34],
}


@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS)
@pytest.mark.parametrize("around", ["{}", "export KEY={}", "the key is {} and more", '  "{}",'])
def test_keys_by_what_they_begin_with(key: str, around: str) -> None:
    [(kind, under)] = covered(around.format(key))
    assert kind == "api_key"
    assert key in under
    assert "more" not in under


@pytest.mark.parametrize(
    ("misread", "name"),
    [
        ("5k-", "openai"),
        ("Sk–", "openai"),
        ("AKlA", "aws"),
        ("AK1A", "aws"),
        ("AIZa", "google"),
        ("Al2a", "google"),
        ("5k_1ive_", "stripe"),
    ],
)
def test_a_misread_beginning(misread: str, name: str) -> None:
    rest = {"openai": "proj-" + ALNUM, "aws": UPPER, "google": ALNUM[:35], "stripe": ALNUM[:24]}
    assert covered(misread + rest[name]) == [("api_key", misread + rest[name])]


def test_a_key_that_reading_split_has_one_box_over_its_words() -> None:
    split = f"sk-proj-{ALNUM[:12]} {ALNUM[12:24]} {ALNUM[24:]}"
    assert covered(f"key: {split} keep it") == [("api_key", split)]


def test_a_key_that_is_wrapped_has_a_box_in_each_row() -> None:
    key = "sk-" + ALNUM + ALNUM
    assert covered(f"$ echo {key[:40]}", key[40:], "done") == [
        ("api_key", key[:40]),
        ("api_key", key[40:]),
    ]


def test_web_tokens_and_headers() -> None:
    jwt = "ey" + "J" + ALNUM + ".ey" + "J" + ALNUM + "." + ALNUM
    assert covered(f"jwt {jwt}") == [("token", jwt)]
    assert covered(f"Authorization: Bearer {ALNUM}") == [("token", ALNUM)]
    assert covered(f"-H 'Authorization: 8earer {ALNUM}'") == [("token", ALNUM + "'")]


@pytest.mark.parametrize(
    ("text", "under"),
    [
        ("password=hunter2", "password=hunter2"),
        ("DB_PASSWORD: correcthorse", "correcthorse"),
        ('passw0rd = "tr0ub4dor &3"', '"tr0ub4dor &3"'),
        ("PASSWORD=pa$$word!", "PASSWORD=pa$$word!"),
        ("密码：abc12345", "密码：abc12345"),
        ("postgres://app:s3cret@db.example.com/app", "postgres://app:s3cret@db.example.com/app"),
        ("redis://:s3cret@127.0.0.1:6379", "redis://:s3cret@127.0.0.1:6379"),
    ],
)
def test_passwords(text: str, under: str) -> None:
    assert covered(text) == [("password", under)]


def test_a_value_given_to_a_telling_name() -> None:
    value = ALNUM[:20] + "/" + ALNUM[:19]
    assert covered(f"aws_secret_access_key = {value}") == [("api_key", value)]


def test_a_private_key_is_covered_from_begin_to_end() -> None:
    begin, end = (f"-----{word} OPENSSH PRIVATE KEY-----" for word in ("BEGIN", "END"))
    found = covered("cat id", begin, ALNUM, ALNUM[:7], end, "$ whoami")
    assert [kind for kind, _ in found] == ["private_key"] * 4
    assert found[-1][1] == end


def test_a_private_key_whose_end_is_not_on_the_picture() -> None:
    found = covered("-----8EGlN RSA PRIVATE KEY-----", ALNUM + ALNUM, "this is prose again")
    assert [kind for kind, _ in found] == ["private_key"] * 2


@pytest.mark.parametrize(
    "number",
    ["4111 1111 1111 1111", "5500-0000-0000-0004", "378282246310005", "3782 822463 10005"],
)
def test_cards(number: str) -> None:
    assert covered(f"Card {number} 12/27") == [("card", number)]


def test_a_misread_card() -> None:
    assert covered("4l11 1111 1I11 111I") == [("card", "4l11 1111 1I11 111I")]
    assert covered("55OO 0000 0000 0004") == [("card", "55OO 0000 0000 0004")]


def test_a_card_typed_into_four_fields() -> None:
    lines = [line(text, left=60 * at) for at, text in enumerate(("4111", "1111", "1111", "1111"))]
    [secret] = find_secrets(lines)
    assert secret.kind == "card"
    assert secret.box.bounds == Region(0, 0, 220, HEIGHT)


@pytest.mark.parametrize(
    "number",
    [
        "DE89 3704 0044 0532 0130 00",
        "DE89370400440532013000",
        "GB29 NWBK 6016 1331 9268 19",
        "NL91 ABNA 0417 1643 00",
        "DE89 37O4 0O44 0532 0l30 00",
        "GB29 NWBK 6OI6 1331 9268 19",
    ],
)
def test_accounts(number: str) -> None:
    assert covered(f"IBAN: {number} BIC") == [("iban", number)]


@pytest.mark.parametrize("address", ["ada@example.com", "ada.l+x@mail.example.co.uk"])
def test_mail_addresses(address: str) -> None:
    assert covered(f"Write to {address} today") == [("email", address)]


@pytest.mark.parametrize(
    "number",
    [
        "+49 30 901820",
        "+1 (555) 010-4477",
        "(555) 010-4477",
        "555-010-4477",
        "030 / 901820-12",
        "0171 5550123",
        "00 44 20 7946 0018",
        "+44 2O 7946 OO18",
    ],
)
def test_telephone_numbers(number: str) -> None:
    assert covered(f"Phone: {number} now") == [("phone", number)]


@pytest.mark.parametrize(
    "text",
    [
        "commit c0caa96f1d2e3b4a5968778695a4b3c2d1e0f1a2",
        "index 1974716..34ef28f 100644",
        "id 550e8400-e29b-41d4-a716-446655440000",
        "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "2024-01-15 12:34:56.789 01/02/2024 12:30 15.01.2024",
        "/usr/lib/x86_64-linux-gnu/libsk-2.so.1.0.3",
        "C:\\Users\\ada\\Documents\\sk-report-2024.docx",
        "192.168.100.200:8080 10.0.0.1 fe80::1ff:fe23:4567:890a",
        "python 3.11.9, numpy 2.1.0, 1,105 tokens, max_tokens=1000",
        "epoch 1700000000000 pid 12345 size 1048576",
        "<div class='sk-fading-circle-container-element'>",
        "def login(user: str, password: str) -> Token:",
        "password = os.environ['PASSWORD']",
        "Password: required",
        "PASSWORD=$DB_PASSWORD",
        "Forgot password? Secrets: none",
        "git@github.com:ada/engine.git icon@2x.png getty@tty1.service",
        "4111 1111 1111 1112",
        "1234 5678 9012 3456",
        "DE00 3704 0044 0532 0130 00",
        "Total 4,500 6,210 7,777 3.5 % 2020 2021 2022 2023",
        "token: Identifier | None",
        "Asia Pacific (Mumbai) ASIA-2024-REGION",
        "https://example.com:8443/a/b@c",
        "Bearer of bad news",
    ],
)
def test_what_is_no_secret(text: str) -> None:
    assert covered(text) == []


def test_a_line_without_words_is_covered_whole() -> None:
    whole = Line(f"password={ALNUM}", 0.9, box(5, 1, 30))
    [secret] = find_secrets([whole])
    assert secret.box == whole.box


def test_nothing_on_nothing() -> None:
    assert find_secrets([]) == ()
