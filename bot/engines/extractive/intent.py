"""What isn't a question to the documents: small talk, orders to the bot, requests for an opinion."""

import re

from bot.answers import Why

# Whole-message patterns: "thanks" is small talk, "who thanks whom?" is a question.
_SMALL_TALK = re.compile(
    r"(?:(?:hi|hello|hey|hiya|yo|greetings|good (?:morning|afternoon|evening|night|day)|howdy|welcome"
    r"|thanks?|thank you|thx|cheers|ty|great|nice|cool|ok|okay|well done|good (?:bot|job|work)|awesome|lol"
    r"|bye|goodbye|see you|later|test|ping|sorry|yes|no|sure|please|wow"
    r"|how are you|how'?s it going|what'?s up|how do you do|are you (?:there|ok|okay|real|human|a bot|an ai|alive)"
    r"|who are you|what are you|what(?:'s| is) your name|who (?:made|built|created|wrote) you"
    r"|i love you|you(?:'re| are) (?:\w+ ){0,2}\w+)"
    r"(?: (?:there|bot|rapporteur|a lot|very much|so much|today|everyone|all|man|mate|friend|doing|you))*[\s,.!?]*)+",
    re.I,
)
_GREETING = re.compile(
    r"^(?:hi|hello|hey|hiya|good (?:morning|afternoon|evening|day)|greetings|cheers|thanks|thank you)\b"
    r"(?!.*\b(?:who|what|when|where|why|which|do|does|did)\b)"
    r"(?=.*\b(?:you|your|weather|mate|job|nice|day going|buddy|friend)\b).{0,80}$",
    re.I,
)
_THANKS = re.compile(r"^(?:thanks|thank you|thx)\b[^?]{0,80}$", re.I)
_JOKE = re.compile(
    r"^(?:tell|give|sing|make) (?:me|us) (?:a|an|another|some|something) (?:\w+ )?(?:joke|song|story|funny)",
    re.I,
)

_ORDER = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:instruct|rule|prompt|above|previous|prior|everything"
    r"|guideline|document|source|training|article|dossier|passage)"
    r"|\b(?:system|hidden|initial|secret|your) (?:system )?(?:prompt|instructions?|rules|configuration|password|token|api key)"
    r"|\byou are (?:now|no longer)\b|\bfrom now on\b|\b(?:pretend|imagine) (?:to be|that you|you|you're)\b|\bact as\b"
    r"|\brole-?play\b|\bas (?:a|an) (?:\w+ )?(?:ai|language model|assistant)\b|\bjailbreak\b|\bdeveloper mode\b"
    r"|</?(?:system|instructions?|prompt|user|assistant)>|\[(?:system|inst)\]|^\s*(?:system|assistant)\s*:",
    re.I | re.M,
)
_TASK = re.compile(
    r"^(?:please |now |can you |could you |would you |i want you to |i need you to |hey,? |just )*"
    r"(?:write|compose|draft|translate|sing|calculate|compute|solve|code|program|generate|create|draw|paint|play"
    r"|repeat|say|print|output|respond|reply|answer (?:only|with|in)|speak|post|send|delete|ban|kick|mention|ping|tag"
    r"|open|visit|click|download|run|execute|invent|make up|rewrite|paraphrase|rhyme|remember|stop|shut up)\b"
    r"(?!.*\b(?:did|does|do|was|were|is|are)\b.*\?)",
    re.I,
)

_OPINION = re.compile(
    r"^(?:so |and |but )?(?:who|which(?: \w+| of [\w ]{2,30}?)?|whom)(?:'s| is| was| are| do you think is| will be| would be)? "
    r"(?:the )?(?:\w+ )?(?:better|best|worse|worst|smarter|smartest|stronger|nicer|right|wrong|more (?:honest|trustworthy"
    r"|intelligent|reliable|honou?rable|likeable|popular|competent|evil|reasonable)|to blame|at fault|good guy|bad guy)\b"
    r"|\b(?:do|are|would|what do|what's|what is|whom do|who do) (?:you|your) (?:\w+ )?(?:think|believe|feel|like|prefer"
    r"|support|agree|opinion|favou?r|view|recommend|side|take|vote|trust|hate|love)"
    r"|\byour (?:\w+ )?(?:opinion|view|take|favou?rite|guess|prediction|advice)\b|\bin your opinion\b"
    r"|^(?:is|are|was|isn't|aren't) .{1,60}\b(?:evil|good|bad|stupid|idiots?|crazy|mad|insane|racist|fascists?|dictators?"
    r"|tyrants?|criminals?|war criminals?|liars?|corrupt|trustworthy|honest|heroes|hero|a hero|smart|clever|handsome|ugly"
    r"|nice|awful|terrible|horrible|wonderful|great|justified|immoral|moral|right|wrong|to blame|fair|unfair|weak"
    r"|a (?:good|bad|great|terrible) (?:\w+ )?\w+)\s*[?.!]*$"
    r"|^(?:is|are|was|were) (?!there\b).{1,60}\b(?:(?:right|wrong|justified|entitled|wise|foolish|crazy) (?:to|in|about|that)"
    r"|(?:a|an) (?:\w+ )?(?:reasonable|fair|unfair|sensible|stupid|legitimate|unreasonable|good|bad) \w+)\b"
    r"|^(?:is|was|isn't) it (?:fair|right|wrong|good|bad|just|justified|moral|reasonable|ok|okay|wise) (?:that|to|of|for)\b"
    r"|^should\b|^(?:ought|must) (?:we|i|he|she|they)\b",
    re.I,
)


def intent(text: str) -> Why | None:
    """Why `text` isn't a question to the documents, or None if it may be one."""
    text = " ".join(text.split())[:2000]
    if not re.search(r"\w", text):
        return Why.EMPTY
    if _SMALL_TALK.fullmatch(text) or _GREETING.search(text) or _THANKS.search(text) or _JOKE.search(text):
        return Why.SMALL_TALK
    if _ORDER.search(text) or _TASK.search(text):
        return Why.ORDER
    if _OPINION.search(text):
        return Why.OPINION
    return None
