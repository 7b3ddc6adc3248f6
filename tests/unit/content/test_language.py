"""Language by declaration, script and, between languages of one script, by statistics."""

import pytest

from app.content import read_text
from app.content.language import primary_code, recognise
from app.content.scripts import dominant_script
from app.content.small_words import is_plainly_english


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The soil decides how easily plants take up what they need.", "en"),
        ("Der Boden bestimmt, wie leicht Pflanzen Nährstoffe aufnehmen.", "de"),
        ("Le sol détermine la facilité avec laquelle les plantes absorbent.", "fr"),
        ("Půda určuje, jak snadno rostliny přijímají živiny z okolí.", "cs"),
        ("Почва определяет, насколько легко растения усваивают вещества.", "ru"),
        ("土壌の酸性度が養分の吸収を左右します。", "ja"),
        ("土壤的酸碱度控制植物吸收养分的难易程度。", "zh"),
        ("토양의 산도는 영양분 흡수를 결정합니다.", "ko"),
        ("ค่าความเป็นกรดด่างของดิน", "th"),
        ("درجة حموضة التربة تحدد سهولة امتصاص النبات", "ar"),
        ("خاک تعیین می‌کند که گیاهان چگونه مواد را جذب می‌کنند", "fa"),
        ("מידת החומציות של הקרקע קובעת", "he"),
        ("मिट्टी की अम्लता पोषण तय करती है", "hi"),
        ("মাটির অম্লতা পুষ্টি নির্ধারণ করে", "bn"),
        ("மண்ணின் அமிலத்தன்மை", "ta"),
        ("Το έδαφος καθορίζει", "el"),
    ],
)
def test_a_text_tells_its_language(text, language):
    assert recognise(text, None) == language


@pytest.mark.parametrize("text", ["", "12 345 €", "pH", "Soil"])
def test_too_little_text_tells_nothing(text):
    assert recognise(text, None) is None


@pytest.mark.parametrize(
    ("declared", "text", "language"),
    [
        ("en-GB", "pH", "en"),
        ("de", "Der Boden", "de"),
        ("en", "土壌の酸性度が養分の吸収を左右します。", "ja"),
        ("xx-invalid!", "The soil decides how easily plants take up what they need.", "en"),
        ("iw", "מידת החומציות", "he"),
        ("sr-Latn", "Zemljište određuje", "sr"),
        ("fa", "گیاهان", "fa"),
    ],
)
def test_a_declaration_counts_unless_the_script_contradicts_it(declared, text, language):
    assert recognise(text, declared) == language


@pytest.mark.parametrize(
    ("declared", "code"),
    [
        ("EN_us", "en"),
        ("nb-NO", "no"),
        ("deu", None),
        (None, None),
        ("", None),
        ("english", None),
        ("zh-Hant-TW", "zh"),
    ],
)
def test_a_tag_is_cut_to_its_language(declared, code):
    assert primary_code(declared) == code


def test_a_japanese_text_with_english_terms_is_japanese():
    assert dominant_script("AstroサイトをGitHub Pagesにデプロイする方法を説明します。")[0] == "Kana"


@pytest.mark.parametrize(
    ("text", "is_english"),
    [
        (
            "The kit measures how wet the ground is, and it shows a number that all of them can read today.",
            True,
        ),
        (
            "Het is een van de meest bekende vragen en we hebben in de jaren geleerd wat het was.",
            False,
        ),
        (
            "Det er et spørgsmål, som mange stiller, og for at få et svar i dag er der en god grund til det.",
            False,
        ),
        (
            "Die Stadt ist in der Nacht am Fluss entlang gewandert und hat gesehen, was war.",
            False,
        ),
        ("The end.", False),
    ],
)
def test_function_words_settle_what_is_plainly_english(text, is_english):
    assert is_plainly_english(text) is is_english


GERMAN = (
    "Die Mühle steht am Fluss, und der Müller wohnt mit seiner Familie in dem Haus auf der anderen Seite. "
)
FRENCH = (
    "Le moulin est au bord de la rivière, et le meunier vit avec sa famille dans la maison en face du pont. "
)
ENGLISH = (
    "The mill stands by the river, and the miller lives with his family in the house on the other side. "
)
DANISH = "Møllen ligger ved åen, og mølleren bor sammen med sin familie i huset på den anden side af broen. "


@pytest.mark.parametrize("declared", ["en", "de", "fr", "da", "pt-BR", None])
@pytest.mark.parametrize(
    ("text", "language"), [(GERMAN, "de"), (FRENCH, "fr"), (ENGLISH, "en"), (DANISH, "da")]
)
def test_what_is_read_decides_whatever_is_declared(text, language, declared):
    assert recognise(text * 3, declared) == language


@pytest.mark.parametrize("declared", ["lb", "eo", "sr-Latn"])
def test_a_language_that_nothing_here_can_tell_is_believed(declared):
    text = "Kelkaj vortoj staras ci tie kaj neniu scias en kiu lingvo ili estas skribitaj. "

    assert recognise(text * 2, declared) == declared[:2]


def test_a_page_in_two_languages_is_in_the_one_that_most_of_it_is_in():
    english = "".join(f"Part {number}: {ENGLISH * 4}\n\n" for number in range(6))
    german = "".join(f"Teil {number}: {GERMAN * 4}\n\n" for number in range(30))

    assert read_text(english + german).language == "de"
    assert read_text(german[: len(english) // 3] + english).language == "en"


def test_chinese_with_english_terms_is_chinese():
    text = (
        "使用 GitHub Actions 部署 Kubernetes Deployment 到 Google Cloud Platform 项目 terraform apply cluster"
    )

    assert recognise(text, None) == "zh"
    assert recognise(f"{ENGLISH * 3} It is called 水车磨坊 in Chinese and 水車 in Japan.", None) == "en"
