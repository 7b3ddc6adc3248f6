import pytest

from app.text.normalise import Obfuscation, normalise
from tests.support.computing import seconds_of


def test_plain_text_is_its_own_normal_form():
    normal = normalise("Plain text, two lines.\nDone.")

    assert normal.text == "Plain text, two lines.\nDone."
    assert normal.obfuscation == Obfuscation()
    assert [normal.source_offset(at) for at in (0, 5, 28)] == [0, 5, 28]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("The с\u0430f\u0435 opens", "The cafe opens"),
        ("caf\u00e9 nai\u0308ve", "cafe naive"),
        ("𝐛𝐨𝐥𝐝 ｆｕｌｌ ﬁne", "bold full fine"),
        ("ze\u200bro wi\u00addth \u202etext\u202c", "zero width text"),
        ("“Quoted” – isn’t it…", '"Quoted" - isn\'t it...'),
        ("one\u00a0two\u2003three", "one two three"),
        ("Москва stays", "Москва stays"),
    ],
)
def test_a_reader_sees_the_same_as_the_normal_form(written, read):
    assert normalise(written).text == read


def test_each_kind_of_disguise_is_counted():
    counts = normalise("The сafе is nі\u200bce, wi\u00adde \u202eand open").obfuscation

    assert counts == Obfuscation(look_alikes=3, zero_width=1, bidi=1, soft_hyphens=1)


def test_joiners_of_emoji_and_a_greek_term_are_no_disguise():
    counts = normalise("A 👨\u200d👩\u200d👧 reads about β-carotene and Москва.").obfuscation

    assert counts.zero_width == 0
    assert counts.look_alikes == 0


def test_places_lead_back_to_the_character_as_written():
    written = "ze\u200bro “quoted” ﬁne caf\u00e9"
    normal = normalise(written)

    for letter in ("o", "q", "n"):
        assert written[normal.source_offset(normal.text.index(letter))] == letter
    assert written[normal.source_offset(len(normal.text) - 1)] == "é"


def test_a_long_text_of_look_alikes_is_read_in_linear_time():
    def seconds(length):
        return seconds_of(lambda: normalise("аbс " * length))

    assert seconds(60_000) < 40 * max(seconds(6_000), 0.005)


def test_marks_of_direction_beside_letters_from_the_right_are_no_disguise():
    hebrew = "השומר כותב בספר \u2067(PDF 1.7)\u2069 ופותח את השער\u200f."

    assert normalise(hebrew).obfuscation.bidi == 0
    assert normalise(hebrew + " \u202eab\u202c").obfuscation.bidi == 1
    assert normalise("a\u200eb c\u200fd").obfuscation.bidi == 2
