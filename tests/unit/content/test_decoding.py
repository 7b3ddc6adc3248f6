"""Bytes to text and back, by stated rules."""

import pytest

from app.content import MAX_BYTES, encode_document, read_document, read_text
from app.content.guessing import guess_encoding
from app.domain.content import ContentFormat
from app.domain.errors import InvalidContent

GERMAN = "Größe und Müll: 12 €"


@pytest.mark.parametrize(
    ("data", "encoding", "has_bom"),
    [
        ("# é".encode(), "utf-8", False),
        ("# é".encode("utf-8-sig"), "utf-8", True),
        (b"\xff\xfe" + "# é".encode("utf-16-le"), "utf-16-le", True),
        (b"\xfe\xff" + "# é".encode("utf-16-be"), "utf-16-be", True),
        (b"\xff\xfe\x00\x00" + "# é".encode("utf-32-le"), "utf-32-le", True),
        ("# plain text here".encode("utf-16-le"), "utf-16-le", False),
    ],
)
def test_unicode_is_told_by_its_mark_or_its_shape(data, encoding, has_bom):
    document = read_document(data, path="a.md")

    assert (document.encoding, document.has_bom) == (encoding, has_bom)
    assert document.source.startswith("# ")
    assert encode_document(document, document.source) == data


@pytest.mark.parametrize(
    ("label", "encoding"), [("iso-8859-1", "cp1252"), ("windows-1250", "cp1250"), ("shift_jis", "cp932")]
)
def test_a_declared_encoding_is_read_as_browsers_read_it(label, encoding):
    text = f'<meta charset="{label}"><p>' + ("ソ土" if encoding == "cp932" else "Größe")
    data = text.encode(encoding)
    document = read_document(data, path="a.html")

    assert (document.encoding, document.source) == (encoding, text)
    assert encode_document(document, document.source) == data


def test_utf8_goes_before_a_wrong_declaration_and_the_author_is_told():
    document = read_document(f'<meta charset="iso-8859-1"><p>{GERMAN}'.encode(), path="a.html")

    assert document.encoding == "utf-8"
    assert [problem.code for problem in document.problems] == ["wrong-charset"]


def test_a_declaration_that_names_no_encoding_is_passed_over():
    document = read_document(b'<meta charset="klingon"><p>' + GERMAN.encode("cp1252"), path="a.html")

    assert GERMAN in document.source


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "Le café coûte 3 € et l'été arrive déjà à la fenêtre."),
        ("cp1250", "Zażółć gęślą jaźń. Polska jest piękna, a ludzie są życzliwi i pomocni."),
        ("cp1251", "Почва определяет, насколько легко растения усваивают вещества."),
        ("koi8_r", "Почва определяет, насколько легко растения усваивают вещества."),
        ("cp932", "土壌のpHは養分の吸収を左右します。多くの野菜は6.0から7.0で育ちます。"),
        ("euc_jp", "土壌のpHは養分の吸収を左右します。多くの野菜は6.0から7.0で育ちます。"),
        ("gb18030", "土壤的酸碱度控制植物吸收养分的难易程度。大多数蔬菜生长最好。"),
        ("big5", "土壤的酸鹼度控制植物吸收養分的難易程度。大多數蔬菜生長最好。"),
        ("cp949", "토양의 산도는 식물이 영양분을 얼마나 쉽게 흡수하는지를 결정합니다."),
        ("cp1253", "Το pH του εδάφους καθορίζει πόσο εύκολα τα φυτά απορροφούν θρεπτικά συστατικά."),
    ],
)
def test_undeclared_bytes_are_guessed(encoding, text):
    guessed = guess_encoding(text.encode(encoding))

    assert guessed is not None
    assert text.encode(encoding).decode(guessed) == text


def test_one_bad_line_in_utf8_is_kept_where_it_is():
    data = "Naïve\n".encode() + "Café 3 €\n".encode("cp1252") + b"fine\n"
    document = read_document(data, path="a.md")

    assert document.source == "Naïve\nCafé 3 €\nfine\n"
    assert [document.position(p.span.start) for p in document.problems if p.span] == [(2, 4), (2, 8)]
    assert encode_document(document, document.source) == data
    assert encode_document(document, document.source + "more\n") == "Naïve\nCafé 3 €\nfine\nmore\n".encode()


def test_a_nul_is_shown_by_a_stand_in_and_comes_back():
    document = read_document(b"a\x00b", path="a.txt")

    assert document.source == "a\u2400b"
    assert encode_document(document, document.source) == b"a\x00b"


def test_a_text_that_uses_the_stand_in_itself_gets_another_one():
    data = "a\x00b\u2400".encode()
    document = read_document(data, path="a.txt")

    assert document.source == "a\u2205b\u2400"
    assert encode_document(document, document.source) == data


def test_half_a_character_in_a_stored_text_is_replaced():
    document = read_text("a\ud800b", format=ContentFormat.TEXT)

    assert document.source == "a\ufffdb"
    assert [problem.code for problem in document.problems] == ["lone-surrogates"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a.html", "<p>né → né".replace("→", "&#8594;").encode("cp1252")),
        ("a.txt", b"\xef\xbb\xbf" + "<p>né → né".encode()),
    ],
)
def test_what_an_encoding_lacks_is_written_by_the_stated_rule(path, expected):
    old = "<p>né né"
    document = read_document(
        old.encode("cp1252"), path=path, format=ContentFormat.HTML if "html" in path else None
    )

    assert document.encoding == "cp1252"
    assert encode_document(document, "<p>né → né") == expected


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7\n...", "a PDF"),
        (b"PK\x03\x04rest", "a ZIP archive"),
        (b"\x89PNG\r\n\x1a\n", "a PNG image"),
        (bytes(range(32)) * 100, "a binary file"),
    ],
)
def test_a_binary_file_is_refused_by_name(data, what):
    with pytest.raises(InvalidContent, match=rf"^pic\.md is {what}"):
        read_document(data, path="pic.md")


def test_a_file_over_the_limit_is_refused_with_both_sizes():
    with pytest.raises(InvalidContent, match=r"^big\.md has 21 bytes; the limit is 20"):
        read_document(b"x" * 21, path="big.md", max_bytes=20)
    assert MAX_BYTES == 10 * 1024 * 1024


def test_an_error_shows_no_escape_sequence_from_a_file_name():
    with pytest.raises(InvalidContent) as error:
        read_document(b"%PDF-", path="a\x1b[31m.md")

    assert "\x1b" not in str(error.value)


@pytest.mark.parametrize(
    ("text", "newline"), [("a\r\nb\r\nc\n", "\r\n"), ("a\nb", "\n"), ("a\rb\rc\n", "\r"), ("", "\n")]
)
def test_the_line_ending_used_most_is_the_documents(text, newline):
    document = read_document(text.encode(), path="a.md")

    assert document.newline == newline
    assert document.source == text
