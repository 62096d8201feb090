"""The numbers of Discord. Sources: pages under https://docs.discord.com/developers, November 2026.

Lengths are counted in UTF-16 units, which is never less than what Discord counts.
"""

CONTENT = 4_000
"""Characters of all text displays of a message together (components/reference, "Text Display")."""

COMPONENTS = 40
"""Components of a message, nested ones included (components/reference, "Legacy Message Component Behavior")."""

ROW = 5
"""Buttons in an action row (components/reference, "Action Row")."""

LABEL = 80
"""Characters of a button's label (components/reference, "Button")."""

CUSTOM_ID = 100
"""Characters of a custom_id (components/reference, "Custom ID")."""

ALT = 1_024
"""Characters of a picture's description (components/reference, "Media Gallery")."""

PICTURES = 10
"""Files of a message (resources/message, "Create Message")."""

TOKEN = 15 * 60.0
"""Seconds for which an interaction's token is good (interactions/receiving-and-responding)."""

FOLLOW_UPS = 5
"""Follow-ups to an interaction where the app is installed by the user only (the same page)."""

CHOICES = 25
"""Choices of an option, and of an autocompletion (interactions/application-commands)."""

CHOICE = 100
"""Characters of a choice's name and value (the same page)."""

NAME = 32
"""Characters of the name of a command or an option (the same page)."""

COMMAND = 8_000
"""Characters of a command's names, descriptions and values together (the same page)."""

OPTION_TEXT = 6_000
"""Characters of a text option (the same page)."""

MODAL_TITLE = 45
"""Characters of a modal's title (interactions/receiving-and-responding, "Modal")."""

MODAL_TEXT = 4_000
"""Characters of a text input (components/reference, "Text Input")."""

THREAD_NAME = 100
"""Characters of a thread's name (resources/channel, "Start Thread")."""

HISTORY = 100
"""Messages that one request of a channel's history gives (resources/message, "Get Channel Messages")."""

EDIT_EVERY = 1.0
"""Seconds between two edits of an answer that is being written: ours; no figure is documented."""

TYPING = 8.0
"""Seconds after which "is typing" is shown again: it fades after 10 (resources/channel, "Trigger Typing")."""

LOOK_BACK = 48 * 3600.0
"""Seconds of history that are looked through for a post: ours; an edition's grace is four hours."""

LOOK_PAGES = 20
"""Pages of history that are looked through at most: ours; beyond them nobody can tell."""

WAIT = 5.0
"""Seconds of a rate limit that a look into the history waits for; longer ones are told to the courier. Ours."""


def length(text: str) -> int:
    """Characters of `text` as Discord may count them."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
