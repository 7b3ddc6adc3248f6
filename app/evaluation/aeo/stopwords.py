"""Stop words of the languages in which repetition and relevance are measured."""

from functools import cache

_WORDS = """
a about after all also an and any are as at be been between but by can could did do does for from had has
have he her his how i if in into is it its may more most my no not of on one or other our out over she
should so some such than that the their them then there these they this those through to under up us was
we were what when where which while who why will with would you your der die das den dem des ein eine
einen einem einer und oder aber nicht ist sind war wie wer wo warum für mit von zu zum zur im auf als
auch bei es sich sie er wir ich ihr man nur noch wenn dass werden wird kann le la les un une du de et ou
mais ne pas est sont que qui quoi où comment pourquoi pour avec dans sur au aux ce cette ces il elle nous
vous ils se sa son ses par plus en el los las una unos unas y o pero qué quien cómo como por para con del
al su sus lo más gli uno e è sono che chi come perché per da nel nella di os um uma não é são quem ao na
het een van zijn niet op met voor aan door dat och att det som på är av till med ett inte v je že s z ale
jako pro za od и в на не что с по как это из за для к от до о но а у же так
"""


@cache
def stopwords() -> frozenset[str]:
    return frozenset(_WORDS.split())
