"""Draws docs/slack-*.png: real payloads of the default dossier as Slack shows them, in headless Chromium.

python docs/make_slack_pictures.py [FOLDER]

What is drawn is what is sent: each block of the payload, nothing added but the name above a message. The Home and the
form are what a local Slack got.
"""

import asyncio
import html
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from adapters.slack.private import view
from adapters.slack.render import render, render_view
from bot import bulletin
from bot.answers import Length
from bot.app import open_holdings
from bot.clock import utc_now
from bot.desk import Desk
from bot.dossier import reader
from bot.dossier.reading import read as read_dossier
from bot.editions import compose
from bot.engines.extractive import Extractive
from bot.platform import Address, Final, Inbound
from bot.reply import Reply
from bot.settings import Settings
from bot.store import open_store
from bot.wording import ENGLISH
from bot.writing import write
from tests.flows.test_slack import house

Json = dict[str, Any]

WIDTH = 760
STYLE = """
* { box-sizing: border-box } body { margin: 0; padding-bottom: 24px; background: #fff; color: #1d1c1d;
  font: 15px/1.46 Lato, "Noto Sans", "DejaVu Sans", Arial, sans-serif }
.message { display: flex; gap: 10px; padding: 14px 20px } .face { width: 36px; height: 36px; border-radius: 5px;
  background: #1f3a5f; color: #fff; font-weight: 700; text-align: center; line-height: 36px; flex: none }
.face.person { background: #2e7d5b } .body { flex: 1; min-width: 0 } .who { font-weight: 900 }
.who i { font: 700 10px sans-serif; background: #ddd; color: #616061; border-radius: 2px; padding: 1px 3px; margin: 0 6px }
.who span { color: #616061; font-weight: 400; font-size: 12px } h2 { font-size: 18px; margin: 6px 0; font-weight: 900 }
.rich { margin: 4px 0; white-space: pre-wrap; overflow-wrap: anywhere } .rich ul, .rich ol { margin: 2px 0; padding-left: 26px }
blockquote { margin: 4px 0; border-left: 4px solid #ddd; padding-left: 12px } a { color: #1264a3; text-decoration: none }
.context { color: #616061; font-size: 13px; margin: 6px 0; white-space: pre-wrap }
.actions { display: flex; flex-wrap: wrap; gap: 8px; margin: 8px 0 } .actions span { border: 1px solid #bbb; border-radius: 4px;
  padding: 3px 12px; font-weight: 700; font-size: 14px; max-width: 100% } .actions .primary { background: #007a5a;
  color: #fff; border-color: #007a5a } .actions .danger { color: #e01e5a; border-color: #e01e5a }
table { border-collapse: collapse; margin: 8px 0; width: 100% } td { border: 1px solid #ddd; padding: 7px 10px;
  vertical-align: top; font-size: 14px } hr { border: 0; border-top: 1px solid #ddd } .feedback { color: #616061; margin: 6px 0 }
.actions.right { justify-content: flex-end } .home { padding: 10px 22px } .input { margin: 10px 0; font-size: 14px }
.input i { color: #616061; font-style: normal } .input p { border: 1px solid #bbb; border-radius: 4px; margin: 4px 0;
  padding: 5px 10px; min-height: 34px; display: flex; justify-content: space-between } .input u { text-decoration: none }
.input .empty { color: #616061 }
.modal { margin: 20px; border: 1px solid #ccc; border-radius: 8px; box-shadow: 0 6px 24px #0002; padding: 8px 22px 18px }
"""


def drawn(block: Json) -> str:
    """One block as HTML."""
    match block["type"]:
        case "header":
            return f"<h2>{html.escape(block['text']['text'])}</h2>"
        case "context":
            texts = " ".join(html.escape(element["text"]) for element in block["elements"])
            return f"<div class=context>{texts}</div>"
        case "rich_text":
            return f"<div class=rich>{''.join(map(_rich, block['elements']))}</div>"
        case "table":
            rows = ("".join(f"<td>{_cell(cell)}</td>" for cell in row) for row in block["rows"])
            return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"
        case "actions":
            return f"<div class=actions>{''.join(map(_button, block['elements']))}</div>"
        case "context_actions":
            return "<div class=feedback>👍 &nbsp; 👎</div>"  # Slack draws these two; their labels are for screen readers.
        case "divider":
            return "<hr>"
        case "input":
            return _input(block)
        case other:
            raise ValueError(f"no picture of a block {other}")


def _rich(element: Json) -> str:
    inner = "".join(map(_run, element["elements"]))
    match element["type"]:
        case "rich_text_quote":
            return f"<blockquote>{inner}</blockquote>"
        case "rich_text_list":
            tag = "ol" if element["style"] == "ordered" else "ul"
            items = "".join(f"<li>{_rich(item)}</li>" for item in element["elements"])
            return f"<{tag}>{items}</{tag}>"
        case _:
            return f"<div>{inner}</div>"


def _run(run: Json) -> str:
    if run["type"] == "link":
        return f"<a>{html.escape(run.get('text') or run['url'])}</a>"
    if "elements" in run:
        return ""
    style, text = run.get("style", {}), html.escape(run["text"])
    text = f"<b>{text}</b>" if style.get("bold") else text
    return f"<i>{text}</i>" if style.get("italic") else text


def _cell(cell: Json) -> str:
    return "".join(map(_rich, cell["elements"])) if cell["type"] == "rich_text" else html.escape(cell["text"])


def _button(element: Json) -> str:
    label, style = html.escape(element["text"]["text"]), element.get("style", "")
    return f'<span class="{style}">{label}</span>'


def _input(block: Json) -> str:
    label, element = html.escape(block["label"]["text"]), block["element"]
    optional = " <i>(optional)</i>" if block.get("optional") else ""
    return f"<div class=input><b>{label}</b>{optional}{_field(element)}</div>"


def _field(element: Json) -> str:
    match element["type"]:
        case "checkboxes":
            chosen = element.get("initial_options", [])
            return "".join(
                f"<div>{'☑' if one in chosen else '☐'} {html.escape(one['text']['text'])}</div>"
                for one in element["options"]
            )
        case "static_select":
            text = element.get("initial_option", {}).get("text", {}).get("text", "Select an option")
            return f"<p>{html.escape(text)} <u>⌄</u></p>"
        case "conversations_select":
            return "<p class=empty>Select conversation <u>⌄</u></p>"
        case _:
            return f"<p>{html.escape(element.get('initial_time') or element.get('initial_value') or '')}</p>"


def modal(view: Json) -> str:
    """A modal with its title and its buttons."""
    buttons = [view.get("close"), view.get("submit")]
    shown = "".join(
        f'<span class="{"primary" if button is buttons[1] else ""}">{html.escape(button["text"])}</span>'
        for button in buttons
        if button
    )
    title = f"<h2>{html.escape(view['title']['text'])}</h2><hr>"
    inner = "".join(map(drawn, view["blocks"]))
    return f"<div class=modal>{title}{inner}<hr><div class='actions right'>{shown}</div></div>"


async def home_and_form(folder: Path) -> tuple[Json, Json]:
    """The Home of somebody with a briefing of theirs and one in a channel, and the form behind its button."""
    async with house(folder) as there:
        space, ada = there.slack.space, there.slack.person()
        ada.command("/briefings", "subscribe 08:00 weekdays short")
        await space.until(lambda: space.responses, 30)
        ada.write("/briefings subscribe 07:30 Europe/Berlin every day full")
        await space.until(lambda: space.messages("DU1"), 30)
        await space.until(lambda: there.shown("It comes next", "DU1"), 30)
        ada.open_home()
        home = await space.until(lambda: space.homes.get("U1"), 30)
        ada.press_view(home, "Add a briefing")
        return home, await space.until(lambda: next(iter(space.views.values()), None), 30)


def message(blocks: list[Json], who: str = "Rapporteur") -> str:
    """A message with its sender above it."""
    is_bot = who == "Rapporteur"
    face = f'<div class="face{"" if is_bot else " person"}">{who[0]}</div>'
    name = f"<div class=who>{who}{'<i>APP</i>' if is_bot else ' '}<span>08:00</span></div>"
    return f"<div class=message>{face}<div class=body>{name}{''.join(map(drawn, blocks))}</div></div>"


def said(text: str) -> str:
    """What a person writes."""
    return message([{"type": "rich_text", "elements": [_section(text)]}], "Ada")


def _section(text: str) -> Json:
    return {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}


def replied(reply: Reply) -> str:
    """All messages of a reply."""
    return "".join(message(payload["blocks"]) for payload in render(reply))


async def pages(folder: Path) -> dict[str, str]:
    """What is drawn, under the names of the pictures; `folder` is for a database."""
    async with open_store(f"sqlite:///{folder / 'pictures.db'}", now=utc_now) as store:
        holdings = open_holdings(Settings(_env_file=None), Extractive)  # pyright: ignore[reportCallIssue]
        desk = Desk(holdings, lambda: utc_now().date(), store=store)
        drawings = await _pages(desk)
    home, form = await home_and_form(folder)
    drawings["slack-home"] = f"<div class=home>{''.join(map(drawn, home['blocks']))}</div>"
    drawings["slack-form"] = modal(form)
    return drawings


async def _pages(desk: Desk) -> dict[str, str]:
    async def asked(text: str) -> Reply:
        inbound = Inbound(
            event=text, address=Address("slack:1::T1:C1::"), person="T1/U1", text=text, space="T1"
        )
        (reply,) = [shown.reply async for shown in desk.handle(inbound) if isinstance(shown, Final)]
        return reply

    reading = read_dossier(reader.open_dossier(reader.default_path()))
    event = reading.dossier.event
    assert event
    assert event.date
    writing = await write(Extractive(reading), reading.dossier, Length.SHORT, "en")
    edition = compose(writing, frozenset(), event.date, event)
    question = "What does Putin want?"
    answer = await asked(question)
    evidence = view(render_view(await asked(f"/evidence {answer.id}")), ENGLISH)
    return {
        "slack-answer": said(f"@Rapporteur {question}") + replied(answer),
        "slack-compare": replied(await asked("/compare")),
        "slack-briefing": replied(bulletin.edition(edition, reading.dossier)),
        "slack-hello": replied(desk.hello("T1")),
        "slack-modal": modal(dict(evidence)),
    }


def photograph(body: str, to: Path) -> None:
    """The page as a PNG as high as what stands on it. Needs `chromium` on the path."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        raise SystemExit("Chromium is needed to draw: install `chromium`.")
    page = f"<!doctype html><meta charset=utf-8><style>{STYLE}</style><body>{body}<script>"
    page += "document.title=document.body.scrollHeight</script>"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        file.write_text(page, encoding="utf-8")
        common = [browser, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile"]
        dom = subprocess.run(
            [*common, f"--window-size={WIDTH},600", "--dump-dom", file.as_uri()],
            capture_output=True,
            text=True,
            check=True,
        )
        height = int(dom.stdout.partition("<title>")[2].partition("</title>")[0])
        shot = [f"--screenshot={to}", "--hide-scrollbars", f"--window-size={WIDTH},{height}", file.as_uri()]
        subprocess.run([*common, *shot], capture_output=True, check=True)


def main() -> None:
    """Draw all."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    with tempfile.TemporaryDirectory() as database:
        drawings = asyncio.run(pages(Path(database)))
    for name, body in drawings.items():
        photograph(body, folder / f"{name}.png")


if __name__ == "__main__":
    main()
