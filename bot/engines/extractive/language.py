"""Which language a question is in, as far as this engine must know: English, or one it doesn't read."""

from bot.language import NAMES, language_of


def foreign_language(text: str) -> str | None:
    """The English name of the language if `text` isn't English, otherwise None. Looks at 2,000 characters."""
    code = language_of(text)
    return None if code in (None, "en") else NAMES[code]
