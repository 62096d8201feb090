import pytest

from bot.answers import Question
from bot.engines.generative.tongues import of_documents, wanted
from tests.bot.engines.generative.lake import lake


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("What does the Russian president want?", "en"),
        ("Was will der russische Präsident von der deutschen Regierung?", "de"),
        ("Que veut le président russe, et pourquoi ?", "fr"),
        ("Чого хоче президент України і чому?", "uk"),
        ("Чего хочет президент и почему это важно?", "ru"),
        ("in German", "de"),
        ("What does Adams want? In French, please.", None),
        ("Was will Adams? Bitte auf Englisch.", None),
        ("Que veut-il ? Réponds en espagnol.", None),
        ("Чого він хоче? Відповідай англійською.", None),
        ("Чего он хочет? Ответь на английском.", None),
        ("Übersetze das für mich, bitte, und kürze es.", None),
        ("Adams?", None),
    ],
)
def test_the_language_that_claims_must_have(text: str, language: str | None) -> None:
    assert wanted(Question(text=text)) == language


def test_a_question_of_ours_has_the_language_that_it_says() -> None:
    assert wanted(Question(text="What is still open?", reply_in="uk")) == "uk"


def test_the_language_of_documents_is_that_of_most_of_their_passages() -> None:
    assert of_documents(lake()) == "en"
    german = [f"Im Jahr {n} wurde der Hafen von Port {n} wieder blau gestrichen." for n in range(9)]
    assert of_documents(lake(*german)) == "de"
