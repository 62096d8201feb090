"""Which language a text is in: by its script, and by the small words that every sentence has.

Function words are the cheapest reliable sign in a text as short as a question; names say nothing.
"""

import re
import unicodedata
from collections import Counter
from functools import lru_cache

NAMES = {
    "en": "English",
    "de": "German",
    "fr": "French",
    "es": "Spanish",
    "uk": "Ukrainian",
    "ru": "Russian",
    "it": "Italian",
    "pt": "Portuguese",
    "nl": "Dutch",
    "pl": "Polish",
    "tr": "Turkish",
    "sv": "Swedish",
    "be": "Belarusian",
    "sr": "Serbian",
    "el": "Greek",
    "ar": "Arabic",
    "he": "Hebrew",
    "zh": "Chinese",
    "ja": "Japanese",
    "ko": "Korean",
    "hi": "Hindi",
    "th": "Thai",
    "ka": "Georgian",
    "hy": "Armenian",
}
"""The languages that can be told: code and English name."""

_FUNCTION_WORDS = {
    "en": "the a an of to in on at is are was were do does did what who whom whose where when why how "
    "which and or not for with from by about will would can could has have had this that it he she they his "
    "her their be been as than there any many much me you your tell explain i we our",
    "de": "der die das den dem des ein eine einen und oder ist sind war waren was wer wen wem wo wann "
    "warum wieso wie welche welcher welches nicht mit von für über auf zu zum zur im bei sich er sie es wird "
    "hat haben kann will wollen möchte worum geht gibt dass aus nach ich du bitte sagt macht denkt "
    "aber auch noch nur weil wenn vom kein keine keinen seine ihr ihre vor durch gegen ohne als sei sagte wurde",
    "fr": "le la les un une des du de et ou est sont était que qui quoi où quand pourquoi comment quel "
    "quelle quels quelles ne pas avec pour sur dans par au aux ce cette il elle ils se sa son ses veut "
    "combien qu'est-ce est-ce vous je nous leur été fait ni mais sans après avant depuis aussi plus",
    "es": "el la los las un una unos de del y o es son fue qué que quién quien dónde donde cuándo cuando "
    "cómo como cuál cuáles no con por para en sobre se su sus al él ella ellos quiere cuánto cuántos hay está "
    "porqué esto esta este lo sido ni pero más sin antes después desde hasta ha han entre",
    "it": "il lo la i gli le un una di del della dei e o è sono era che chi cosa dove quando perché come "
    "quale quali non con per su nel alla si suo sua vuole quanto quanti c'è questo",
    "pt": "o a os as um uma de do da dos das e ou é são foi que quem onde quando porquê como qual "
    "quais não com por para em sobre no na se seu sua quer quanto quantos isso este",
    "nl": "de het een en of is zijn was wat wie waar wanneer waarom hoe welke niet met van voor over op "
    "te in bij zich hij zij wil heeft hebben kan dat dit er ik jij",
    "pl": "i w na z do jest są był co kto gdzie kiedy dlaczego jak który która które nie się o po przez "
    "czy dla od jego jej chce ile to",
    "tr": "ve bir bu ne kim nerede nasıl neden niçin hangi mi mı mu mü için ile de da istiyor değil var",
    "sv": "och en ett den det är var vad vem när varför hur vilken inte med av för på till om han hon "
    "vill har kan som att",
}
_LANGUAGES_OF: dict[str, tuple[str, ...]] = {
    word: tuple(code for code, words in _FUNCTION_WORDS.items() if word in words.split())
    for words in _FUNCTION_WORDS.values()
    for word in words.split()
}
# Letters that tell a language where only one of its function words stands; a name may have them, a small word has not.
_MARKED = {"de": frozenset("äöüß"), "fr": frozenset("àâçèêëîïôûùœé"), "es": frozenset("ñóíúáé")}
_ELIDED = {
    "n'": ("fr",),
    "qu'": ("fr",),
    "j'": ("fr",),
    "c'": ("fr",),
    "s'": ("fr",),
    "l'": ("fr", "it"),
    "d'": ("fr", "it"),
}
# Words that are English too, but never in this order.
_GIVEAWAY = re.compile(r"^was (?:will|hat|war|die|kann|soll)\b", re.I)
_SCRIPTS = {
    "CYRILLIC": "ru",
    "GREEK": "el",
    "ARABIC": "ar",
    "HEBREW": "he",
    "CJK": "zh",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "DEVANAGARI": "hi",
    "THAI": "th",
    "GEORGIAN": "ka",
    "ARMENIAN": "hy",
}
_OWN_LETTERS = {
    "be": frozenset("ў"),
    "sr": frozenset("јљњћђџ"),
    "uk": frozenset("іїєґ"),
    "ru": frozenset("ыэёъ"),
}
_UKRAINIAN = frozenset(
    "та що не є від до це про як чи й у за хто де коли чому його її вона вони але або".split()
)
_RUSSIAN = frozenset(
    "и что не это от до о как ли в за кто где когда почему его её она они но или с на из".split()
)
_UKRAINIAN_END = re.compile(r"\w{2}(?:ав|ив|ити|ати|ено|ано)\Z")
_RUSSIAN_END = re.compile(r"\w{2}(?:ал|ил|ать|ить|ение|ая|ые)\Z")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LOOKED_AT = 2000  # characters: what a text is in shows by then


def language_of(text: str) -> str | None:
    """The code of the language that `text` is in, one of `NAMES`; None where it can't be told.

    Any text will do; the first 2,000 characters are looked at. A text of nothing but names and numbers can't be
    told unless its script is one language's own.
    """
    text = text[:_LOOKED_AT]
    return _by_script(text) or _by_function_words(text)


def _by_script(text: str) -> str | None:
    if text.isascii():
        return None
    letters = [letter for letter in text if letter.isalpha()]
    scripts = [_script(letter) for letter in letters]
    counts = Counter(script for script in scripts if script)
    if not counts or counts.total() * 2 <= len(letters):
        return None
    if "ja" in counts:  # Japanese mixes its own scripts with Chinese characters.
        return "ja"
    language = max(counts, key=lambda code: counts[code])
    return _by_letters(text.casefold()) if language == "ru" else language


def _by_letters(text: str) -> str:
    """Which of the languages in Cyrillic: the first with a letter of its own; Russian if nothing tells."""
    signs = set(text)
    if not signs & _OWN_LETTERS["uk"] or signs & _OWN_LETTERS["be"]:
        for code in ("be", "sr", "ru"):
            if signs & _OWN_LETTERS[code]:
                return code
    elif not signs & _OWN_LETTERS["ru"]:
        return "uk"
    words = _WORD.findall(text)
    ukrainian = sum(word in _UKRAINIAN or bool(_UKRAINIAN_END.search(word)) for word in words)
    russian = sum(word in _RUSSIAN or bool(_RUSSIAN_END.search(word)) for word in words)
    # A letter that only Ukrainian has, in a text with a Russian name, or the other way round.
    return "uk" if ukrainian > russian or (signs & _OWN_LETTERS["uk"] and ukrainian == russian) else "ru"


@lru_cache(maxsize=4096)
def _script(letter: str) -> str | None:
    return _SCRIPTS.get(unicodedata.name(letter, "?").split()[0].split("-")[0])


def _is_marked(text: str, language: str) -> bool:
    """Whether a small word of `text` has a letter of that language, and none of another that could be meant."""
    small = [word for word in _WORD.findall(text) if word.islower() and not word.isascii()]
    return any(not _MARKED.get(language, frozenset()).isdisjoint(word) for word in small)


def _by_function_words(text: str) -> str | None:
    if _GIVEAWAY.match(text.strip()):
        return "de"
    words = [word.replace("’", "'") for word in _WORD.findall(text.casefold())]
    hits = dict.fromkeys(_FUNCTION_WORDS, 0)
    for word in words:
        for code in _LANGUAGES_OF.get(word) or _ELIDED.get(word[: word.find("'") + 1], ()):
            hits[code] += 1
    english = hits.pop("en")
    language = max(hits, key=lambda code: hits[code])
    # One foreign hit among several words may be a name or a loan ("de", "die"); two aren't, nor is "warum?".
    alone = (
        len(words) <= 3
        and english == 0
        and any(len(word) > 2 and language in _LANGUAGES_OF.get(word, ()) for word in words)
    )
    if hits[language] > english and (hits[language] >= 2 or alone or _is_marked(text, language)):
        return language
    return "en" if english and english >= hits[language] else None
