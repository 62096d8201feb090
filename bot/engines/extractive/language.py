"""Which language a question is in, as far as this engine must know: English, or one it doesn't read.

Function words are the cheapest reliable sign in a text as short as a question; names say nothing.
"""

import re
import unicodedata

_FUNCTION_WORDS = {
    "English": "the a an of to in on at is are was were do does did what who whom whose where when why how "
    "which and or not for with from by about will would can could has have had this that it he she they his "
    "her their be been as than there any many much me you your tell explain",
    "German": "der die das den dem des ein eine einen und oder ist sind war waren was wer wen wem wo wann "
    "warum wieso wie welche welcher welches nicht mit von für über auf zu zum zur im bei sich er sie es wird "
    "hat haben kann will wollen möchte worum geht gibt dass aus nach ich du bitte sagt macht denkt",
    "French": "le la les un une des du de et ou est sont était que qui quoi où quand pourquoi comment quel "
    "quelle quels quelles ne pas avec pour sur dans par au aux ce cette il elle ils se sa son ses veut "
    "combien qu'est-ce est-ce vous je nous leur été fait",
    "Spanish": "el la los las un una unos de del y o es son fue qué que quién quien dónde donde cuándo cuando "
    "cómo como cuál cuáles no con por para en sobre se su sus al él ella ellos quiere cuánto cuántos hay está "
    "porqué esto esta este lo sido",
    "Italian": "il lo la i gli le un una di del della dei e o è sono era che chi cosa dove quando perché come "
    "quale quali non con per su nel alla si suo sua vuole quanto quanti c'è questo",
    "Portuguese": "o a os as um uma de do da dos das e ou é são foi que quem onde quando porquê como qual "
    "quais não com por para em sobre no na se seu sua quer quanto quantos isso este",
    "Dutch": "de het een en of is zijn was wat wie waar wanneer waarom hoe welke niet met van voor over op "
    "te in bij zich hij zij wil heeft hebben kan dat dit er ik jij",
    "Polish": "i w na z do jest są był co kto gdzie kiedy dlaczego jak który która które nie się o po przez "
    "czy dla od jego jej chce ile to",
    "Turkish": "ve bir bu ne kim nerede nasıl neden niçin hangi mi mı mu mü için ile de da istiyor değil var",
    "Swedish": "och en ett den det är var vad vem när varför hur vilken inte med av för på till om han hon "
    "vill har kan som att",
}
_WORDS = {language: frozenset(words.split()) for language, words in _FUNCTION_WORDS.items()}
# Words that are English too, but never in this order.
_GIVEAWAY = re.compile(r"^was (?:will|hat|war|die|kann|soll)\b", re.I)
_SCRIPTS = {
    "CYRILLIC": "Russian",
    "GREEK": "Greek",
    "ARABIC": "Arabic",
    "HEBREW": "Hebrew",
    "CJK": "Chinese",
    "HIRAGANA": "Japanese",
    "KATAKANA": "Japanese",
    "HANGUL": "Korean",
    "DEVANAGARI": "Hindi",
    "THAI": "Thai",
    "GEORGIAN": "Georgian",
    "ARMENIAN": "Armenian",
}
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def foreign_language(text: str) -> str | None:
    """The English name of the language if `text` isn't English, otherwise None. Looks at 2,000 characters."""
    text = text[:2000]
    return _by_script(text) or _by_function_words(text)


def _by_script(text: str) -> str | None:
    letters = [c for c in text if c.isalpha()]
    counts: dict[str, int] = {}
    for letter in letters:
        script = unicodedata.name(letter, "?").split()[0].split("-")[0]
        if script in _SCRIPTS:
            counts[_SCRIPTS[script]] = counts.get(_SCRIPTS[script], 0) + 1
    if not counts or sum(counts.values()) * 2 <= len(letters):
        return None
    if "Japanese" in counts:  # Japanese mixes its own scripts with Chinese characters.
        return "Japanese"
    language = max(counts, key=lambda name: counts[name])
    return "Ukrainian" if language == "Russian" and set(text.casefold()) & set("іїєґ") else language


def _by_function_words(text: str) -> str | None:
    if _GIVEAWAY.match(text.strip()):
        return "German"
    words = [word.replace("’", "'") for word in _WORD.findall(text.casefold())]
    hits = {language: sum(word in known for word in words) for language, known in _WORDS.items()}
    english = hits.pop("English")
    language = max(hits, key=lambda name: hits[name])
    # One foreign hit among several words may be a name or a loan ("de", "die"); two aren't, nor is "warum?".
    alone = len(words) <= 3 and english == 0 and any(len(w) > 2 and w in _WORDS[language] for w in words)
    return language if hits[language] > english and (hits[language] >= 2 or alone) else None
