"""The small words, marks and endings that style is measured by. Their order is part of the weights."""

_WORDS = (
    "the of and to in a that it is was for i you with as on be at by he this had not are but from or "
    "have an they which one were we all her she there would their his can if will so my me your them "
    "some what about up out when who no like just than also its more other into our how such these "
    "while however very really because could should may might been being has do did only over "
    "through both any most"
)
SMALL_WORDS = tuple(_WORDS.split())
MARKS = tuple(".,;:?!-\"('/%$*&")
OTHER = len(SMALL_WORDS) + len(MARKS)
"""The kind of every other token."""
ENDINGS = ("tion", "ness", "ment", "ity", "ive", "ous", "ful", "ing", "est", "ed", "ly", "al", "er", "s")
