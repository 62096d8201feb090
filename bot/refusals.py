"""Why there is no answer, in words."""

from bot.answers import NotStated, Why
from bot.wording import ENGLISH, Words, say

_WHY = {
    Why.NOT_FOUND: say("The documents don't say."),
    Why.PRESUMES: say("The documents don't say that."),
    Why.SMALL_TALK: say(
        "Hello! I answer questions about the summit, each answer with a quote from its documents."
    ),
    Why.ORDER: say("I only report what the documents say about the summit; I don't do other tasks."),
    Why.OPINION: say(
        "I have no opinions: I report what the documents say that each side wants, says and does."
    ),
    Why.LANGUAGE: say("This engine reads English only."),
    Why.TRANSLATION: say("This engine shows the documents' own words and doesn't translate them."),
    Why.UNCLEAR: say("It isn't clear whom you mean. Please ask again with the name."),
    Why.EMPTY: say("There is no question in that. Type a question about the summit, or /help."),
}


def line(result: NotStated, words: Words = ENGLISH) -> str:
    """Why there is no answer, in one or two sentences."""
    match result.why, result.detail:
        case (Why.NOT_FOUND, str(names)):
            return words.text("The documents don't say. They don't mention {names}.", names=names)
        case (Why.PRESUMES, str(names)):
            return words.text(
                "The documents don't say that. The question takes for granted what they don't state: {names}.",
                names=names,
            )
        case (Why.UNCLEAR, str(word)):
            return words.text(
                "It isn't clear whom “{word}” means. Please ask again with the name.", word=word
            )
        case (Why.LANGUAGE, str(language)):
            return words.text(
                "That looks like {language}. This engine reads English only. Please ask in English; "
                "quotes are shown as they stand.",
                language=words.language_name(language),
            )
        case _:
            return words.said(_WHY[result.why])
