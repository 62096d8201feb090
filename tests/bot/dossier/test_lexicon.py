from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest

from bot.dossier import idioms, lexicon, words


def _lines(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    return [line for line in (raw.partition("#")[0].strip() for raw in text.splitlines()) if line]


GROUPS = [
    line for line in _lines(Path(lexicon.__file__).with_name("lexicon.txt")) if not line.startswith("-")
]
PHRASES = _lines(Path(idioms.__file__).with_name("phrases.txt"))

OPPOSITES = """
buy sell / win lose / win defeat / victory defeat / export import / friend enemy / ally enemy / ally rival
partner opponent / rise fall / increase decrease / increase reduce / expand shrink / raise lower / early late
begin end / start finish / open close / arrive leave / arrive depart / enter exit / join leave / stay leave
allow ban / permit prohibit / lend borrow / lender borrower / creditor debtor / support oppose / agree disagree
accept reject / accept refuse / approve reject / confirm deny / admit deny / attack defend / war peace
advance retreat / rich poor / young old / new old / high low / big small / long short / fast slow / near far
strong weak / strengthen weaken / improve worsen / hot cold / heat cold / public secret / public private
north south / east west / son daughter / father mother / brother sister / husband wife / man woman / king queen
income cost / profit loss / profit deficit / supply demand / employer employee / hire dismiss / appoint dismiss
lift impose / freeze release / include exclude / remember forget / predecessor successor / former current
former successor / previous next / majority minority / send receive / give take / guilty innocent
arrest release / hope fear / optimistic pessimistic / trust doubt / confident doubt / love hate / praise criticize
likely unlikely / possible impossible / certain uncertain / legal illegal / true false / success failure
succeed fail / drought flood / urban rural / host guest / question answer / ask answer / threat promise
escalate deescalate / marry divorce / birth death / born die / first last / surplus deficit / shortage surplus
build destroy / create destroy / domestic foreign / unite divide / similar different / easy difficult
willing reluctant / encourage discourage / happy sad / healthy sick / disease health / immigrant emigrant
democracy dictatorship / ratify withdraw / renew expire / continue stop / resume stop / temporary permanent
expensive cheap / maximum minimum / stable unstable / government opposition / parent child / teacher pupil
doctor patient / buyer seller / owner tenant / soldier civilian / reward penalty / delay hasten / resign appoint
elect resign / america russia / russia ukraine / israel palestine / china taiwan / india pakistan / iran iraq
"""


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("begin", "start"),
        ("cost", "price"),
        ("want", "seek"),
        ("venue", "place"),
        ("summit", "meeting"),
        ("deal", "agreement"),
        ("refuse", "reject"),
        ("afraid", "worry"),
        ("Russia", "Russian"),
        ("France", "French"),
    ],
)
def test_words_for_the_same_thing_stand_for_each_other(asked: str, written: str) -> None:
    one, other = (words.stem(words.fold(word)) for word in (asked, written))
    assert other in dict(lexicon.variants(one))
    assert one in dict(lexicon.variants(other))


def test_nearness_lies_between_nothing_and_the_word_itself() -> None:
    assert all(0 < nearness < 1 for _, nearness in lexicon.variants("begin"))
    assert lexicon.variants("xyzzy") == ()


def test_ordinary_words_weigh_less_than_rare_ones_and_light_words_least() -> None:
    light, ordinary, usual, rare = (
        lexicon.weight(words.stem(w)) for w in ("name", "school", "theatre", "gallium")
    )
    assert 0 < light < ordinary < usual < rare == 1.0


@pytest.mark.parametrize("line", _lines(Path(lexicon.__file__).with_name("lexicon.txt")))
def test_a_line_is_a_mark_and_at_least_two_words(line: str) -> None:
    mark, *group = line.split()
    assert mark in {"=", "~", "-"}
    assert len(group) >= 2
    assert all(word == word.casefold() and len(words.split(word)) == 1 for word in group)


@pytest.mark.parametrize("line", GROUPS)
def test_a_group_has_words_that_search_keeps_and_the_stemmer_parts(line: str) -> None:
    _, *group = line.split()
    assert not words.STOP.intersection(group)
    assert [stem for stem, count in Counter(map(words.stem, group)).items() if count > 1] == []


def test_no_group_says_only_what_another_says_already() -> None:
    pairs = [
        (mark, {frozenset(pair) for pair in combinations(map(words.stem, group), 2)})
        for mark, *group in map(str.split, GROUPS)
    ]
    held = Counter((mark, pair) for mark, group in pairs for pair in group)
    idle = [
        line
        for line, (mark, group) in zip(GROUPS, pairs, strict=True)
        if all(held[mark, pair] > 1 or (mark == "~" and held["=", pair]) for pair in group)
    ]
    assert idle == []


@pytest.mark.parametrize(
    "pair", [pair.strip() for pair in OPPOSITES.replace("\n", "/").split("/") if pair.strip()]
)
def test_opposites_never_stand_for_each_other(pair: str) -> None:
    one, other = map(words.stem, pair.split())
    assert one != other
    assert other not in dict(lexicon.variants(one))


@pytest.mark.parametrize("line", PHRASES)
def test_a_phrase_means_one_word_that_search_keeps(line: str) -> None:
    phrases, _, word = line.partition("=")
    assert line.count("=") == 1
    assert len(words.split(word)) == 1
    assert word.strip() == words.fold(word.strip())
    assert word.strip() not in words.STOP
    for phrase in phrases.split(","):
        assert 2 <= len(words.split(phrase)) <= 4, phrase


def test_no_phrase_means_two_words() -> None:
    phrases = Counter(
        " ".join(phrase.casefold().split())
        for line in PHRASES
        for phrase in line.partition("=")[0].split(",")
    )
    assert [phrase for phrase, count in phrases.items() if count > 1] == []
