"""The numbers of Slack. Lengths are in UTF-16 units, the strictest reading of "characters".

Sources are pages of docs.slack.dev: /reference/block-kit/…, /reference/methods/…, /apis/….
"""

BLOCKS = 50
"""Blocks of a message: /reference/block-kit/blocks."""

VIEW_BLOCKS = 100
"""Blocks of a modal or a Home: /surfaces/modals."""

BLOCK_TEXT = 3_000
"""Text of a section: /reference/block-kit/blocks/section-block. rich_text has no documented limit: it is held to it too."""

HEADER = 150
"""/reference/block-kit/blocks/header-block."""

ACTIONS = 25
"""Elements of an actions block: /reference/block-kit/blocks/actions-block."""

BUTTON_TEXT = 75
BUTTON_VALUE = 2_000
"""/reference/block-kit/block-elements/button-element."""

OPTIONS = 100
OPTION_TEXT = 75
OPTION_VALUE = 150
"""/reference/block-kit/composition-objects/option-object."""

TABLE_ROWS = 100
TABLE_COLUMNS = 20
TABLE_TEXT = 10_000
"""/reference/block-kit/blocks/table-block; one table per message."""

VIEW_TITLE = 24
"""Title, submit and close of a modal: /reference/views/modal-views."""

LINK = 3_000
"""Address of a link: /reference/block-kit/block-elements/button-element (url)."""

TEXT = 4_000
"""`text` of chat.update (chat.postMessage takes 40,000): a message must be able to be edited."""

MESSAGE_TEXT = 3_600
"""What a reply uses of `TEXT`; the rest is for the line with the question above it."""

SESSION_TITLE = 200
"""/reference/methods/agents.sessions.setStatus."""

PROMPTS = 4
"""/reference/methods/assistant.threads.setSuggestedPrompts."""

RESPONSES = 5
"""Uses of a response_url, within 30 minutes: /interactivity/handling-user-interaction."""

SEEN = 600.0
"""Seconds for which event ids are remembered: Slack's last retry comes after about 5 minutes (/apis/events-api)."""

CHANNEL_GAP = 1.0
"""Seconds between two posts to a channel, and between two edits: /apis/web-api/rate-limits."""

QUEUE = 5.0
"""Seconds that a post waits for those before it in a channel that asked for silence; then it is the courier's: ours."""

REQUEST = 20
"""Seconds that a call of the Web API may take: ours."""

FIND_DAYS = 8
FIND_PAGES = 20
FIND_PAGE = 200
"""How far back and in how many pages a post is looked for: ours."""

WORKERS = 16
"""Questions that are answered at the same time: ours."""

LEASE = 30.0
"""Seconds after which the inbox of a process that gives no sign of life is taken over: ours."""

FRESH = 600.0
"""Seconds for which a question that was interrupted is answered after all; older ones are told so: ours."""

PROFILE = 3_600.0
"""Seconds for which a person's profile is kept: ours."""

LOOK = 1.0
"""Seconds between two looks whether another replica heard that a question was stopped, edited or deleted: ours."""

PATIENCE = 5.0
"""Seconds that an answer waits at most to learn who asks, if Slack wants to be asked later: ours."""

WRITING = 0.025
"""Seconds from one writing of the journal to the next at least: under load many changes share one. Ours."""
