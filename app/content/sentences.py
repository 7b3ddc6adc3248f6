"""Where sentences start and end, by rules that need no model and look at each character once."""

import re

MAX_SENTENCE = 2000
"""Characters. A longer stretch without an end is cut at a space: nobody's sentence, but bounded work."""

_END = re.compile(
    "(?P<wide>[。！？｡]+[」』）】〉》”’]*)"  # CJK: no space follows
    "|(?P<danda>[।॥]+)"  # Hindi, Bengali and their neighbours
    "|(?P<strong>(?<![!?؟۔‼⁇⁈⁉])[!?؟۔‼⁇⁈⁉]++[\"'”’»)\\]]*+)(?=\\s|\\Z)"
    "|(?P<dot>(?<!\\.)\\.++|…)(?P<close>[\"'”’»)\\]]*+)(?=\\s|\\Z|\\[\\d)"
    "|(?P<armenian>։)"
    "|(?P<lines>\\n\\s*\\n)"
)
_CLOSING = "\"'”’»)]"
_SINGLE_LETTER_NEXT = re.compile(r"\s{0,3}[^\W\d_]\.")
_WORD_BEFORE = re.compile(r"[^\s(\[\"'“‘«]+\Z")
_ABBREVIATIONS: dict[str | None, frozenset[str]] = {
    None: frozenset(
        {
            "dr",
            "mr",
            "mrs",
            "ms",
            "prof",
            "st",
            "jr",
            "sr",
            "vs",
            "no",
            "vol",
            "fig",
            "eq",
            "sec",
            "ch",
            "pp",
            "ed",
            "eds",
            "etc",
            "al",
            "e.g",
            "i.e",
            "cf",
            "approx",
            "inc",
            "ltd",
            "corp",
            "co",
            "dept",
            "est",
            "gov",
            "gen",
            "col",
            "sgt",
            "capt",
            "rev",
            "hon",
            "jan",
            "feb",
            "mar",
            "apr",
            "jun",
            "jul",
            "aug",
            "sept",
            "sep",
            "oct",
            "nov",
            "dec",
            "a.m",
            "p.m",
        }
    ),
    "de": frozenset(
        {
            "z.b",
            "d.h",
            "u.a",
            "bzw",
            "usw",
            "ca",
            "nr",
            "str",
            "evtl",
            "ggf",
            "inkl",
            "bspw",
            "vgl",
            "abs",
            "art",
            "hr",
            "fr",
            "dr",
            "prof",
            "st",
            "sog",
            "o.ä",
            "u.u",
            "z.t",
            "mio",
            "mrd",
            "jh",
            "geb",
            "gest",
            "min",
            "std",
            "max",
            "s",
            "bd",
            "hrsg",
        }
    ),
    "fr": frozenset(
        {
            "m",
            "mm",
            "mme",
            "mlle",
            "dr",
            "pr",
            "cf",
            "p.ex",
            "env",
            "av",
            "apr",
            "art",
            "vol",
            "éd",
            "st",
            "ste",
        }
    ),
    "es": frozenset(
        {"sr", "sra", "srta", "dr", "dra", "ud", "uds", "p.ej", "pág", "págs", "núm", "aprox", "art", "vol"}
    ),
    "it": frozenset({"sig", "dott", "prof", "ing", "avv", "es", "ecc", "pag", "art", "vol", "ca"}),
    "pt": frozenset({"sr", "sra", "dr", "dra", "prof", "pág", "núm", "art", "vol", "ex"}),
    "nl": frozenset({"dhr", "mevr", "dr", "prof", "bijv", "d.w.z", "o.a", "enz", "nr", "blz", "ca"}),
    "cs": frozenset({"např", "tzv", "tj", "atd", "apod", "resp", "č", "str", "ing", "mgr", "dr", "p", "pan"}),
    "pl": frozenset({"np", "tzw", "tj", "itd", "itp", "dr", "prof", "ul", "nr", "ok", "str", "godz", "r"}),
    "ru": frozenset(
        {"г", "гг", "т.е", "т.д", "т.п", "др", "см", "рис", "стр", "им", "ул", "млн", "млрд", "тыс", "руб"}
    ),
}
_AFTER_ABBREVIATION_ENDS = frozenset(
    {"etc", "usw", "al", "a.m", "p.m", "inc", "ltd", "corp", "co", "ecc", "enz", "atd", "itd", "т.д"}
)
"""These end a sentence when a capital letter follows."""
_ORDINAL_DOTS = frozenset(
    {"de", "cs", "sk", "pl", "da", "no", "fi", "hu", "hr", "sl", "sr", "et", "lv", "is", "tr"}
)
"""Languages that write ordinals with a dot: a short number's dot there ends no sentence."""
_UNSPACED = {"th": 110, "lo": 110, "km": 120, "my": 120}
"""Characters per sentence taken for scripts that mark no sentence ends, where no line end helps."""


def sentences(text: str, language: str | None) -> list[tuple[int, int]]:
    """Half-open ranges of `text`, in order, without the space around them. Linear in the text's length."""
    found: list[tuple[int, int]] = []
    start = 0
    known = _ABBREVIATIONS[None] | _ABBREVIATIONS.get(language, frozenset())
    for match in _END.finditer(text):
        if match.end() < len(text):
            if match["dot"] and not _ends(text, start, match, known, language):
                continue
            if match["strong"] and match["strong"][-1] in _CLOSING and not _next_starts(text, match.end()):
                continue  # "Yes!" she said.
        _add(text, start, match.end(), found, language)
        start = match.end()
    _add(text, start, len(text), found, language)
    return found


def _ends(text: str, start: int, match: re.Match[str], known: frozenset[str], language: str | None) -> bool:
    """Is this dot the end of a sentence, rather than of an abbreviation, initial or ordinal?"""
    if len(match["dot"]) > 1 or match["dot"] == "…" or match["close"]:
        return _next_starts(text, match.end())
    before = _WORD_BEFORE.search(text, max(start, match.start() - 30), match.start())
    word = "" if before is None else before.group()
    lowered = word.lower()
    if lowered in known:
        return lowered in _AFTER_ABBREVIATION_ENDS and _next_is_capital(text, match.end())
    if len(word) == 1 and (
        word.isupper() or (word.isalpha() and _SINGLE_LETTER_NEXT.match(text, match.end()))
    ):
        return False  # an initial: J. Smith; an abbreviation in parts: z. B.
    if word.isdigit() and len(word) <= 2 and language in _ORDINAL_DOTS:
        return False  # an ordinal: am 3. Mai
    if word.isdigit() and len(word) <= 2 and match.start() - len(word) == _skip_space(text, start):
        return False  # a list's number: 1. First
    if "." in word and len(word) <= 7 and all(len(part) <= 1 for part in word.split(".")):
        return _next_is_capital(text, match.end()) and _next_length(text, match.end()) > 3  # U.S., a.m.
    return _next_starts(text, match.end())


def _skip_space(text: str, position: int) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    return position


def _next_starts(text: str, position: int) -> bool:
    """A sentence does not begin with a small letter, except in scripts that have none."""
    position = _skip_space(text, position)
    while position < len(text) and text[position] in "\"'“‘«([¿¡„*_":
        position += 1
    return position >= len(text) or not text[position].islower()


def _next_is_capital(text: str, position: int) -> bool:
    position = _skip_space(text, position)
    return position < len(text) and text[position].isupper()


def _next_length(text: str, position: int) -> int:
    position = _skip_space(text, position)
    end = position
    while end < len(text) and end - position < 4 and text[end].isalpha():
        end += 1
    return end - position


def _add(text: str, start: int, end: int, found: list[tuple[int, int]], language: str | None) -> None:
    limit = MAX_SENTENCE
    if language in _UNSPACED and end - start > _UNSPACED[language] * 2:
        limit = _UNSPACED[language]
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > limit:
        cut = text.rfind(" ", start + limit // 2, start + limit)
        cut = start + limit if cut < 0 else cut
        found.append((start, cut))
        start = _skip_space(text, cut)
    if start < end:
        found.append((start, end))
