"""A link for one client: made, told once, renewed, revoked; whose it is not, learns nothing of it."""

from __future__ import annotations

import pytest

from bot.storage.tables import briefs, clients
from bot.telegram.briefs.qr import png
from bot.telegram.callbacks import Callback, Verb
from tests.e2e.prospects import CLIENT, begins, link_for, the_brief, twice
from tests.e2e.stage import Phone, Stage, labels, read
from tests.e2e.team import id_of

NAME = "Lotus Bakery"
NOT_YOURS = "This is not yours"


async def asks(manager: Phone, name: str = NAME, language: str = "English") -> str:
    """A manager makes a link for a client; what it carries."""
    await manager.says(f"/brief {name}")
    await manager.taps(language)
    return link_in(manager)


def link_in(phone: Phone) -> str:
    """What the newest link in a chat carries."""
    words = [word for message in phone.chat for word in message.text.split() if "?start=b" in word]
    return words[-1].split("start=")[-1]


# --- making one -------------------------------------------------------------------------------------------


async def test_a_link_comes_as_words_to_forward_and_as_a_picture(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.quiz(NAME)
    await max_.taps("Ask the client")
    await max_.taps("Русский")
    words, picture = max_.chat[-2:]
    assert words.text.startswith("Здравствуйте! Это Max, Riverbend Studio.") and words.buttons == ()
    assert NAME not in words.text and NAME in picture.text
    assert picture.media is not None and "?start=b" in words.text
    brief = await the_brief(firstcall)
    assert (brief.language, brief.client_id) == ("ru", (await firstcall.interview()).client_id)


async def test_the_picture_is_the_link(on_sqlite: Stage) -> None:
    payload = await asks(on_sqlite.max)
    link = on_sqlite.bot.desk.house.link(payload)
    media = on_sqlite.max.screen.media
    assert media is not None
    assert media.file.content == png(link)


async def test_a_name_that_nobody_has_becomes_a_client_and_can_be_undone(on_sqlite: Stage) -> None:
    offered = await on_sqlite.max.says(f"/brief {NAME}")
    assert f"{NAME} is a new client" in offered.text
    await on_sqlite.max.says(f"/brief {NAME.lower()}")
    assert len(await on_sqlite.rows(clients)) == 1
    await on_sqlite.max.taps("Delete this client", offered)
    await on_sqlite.max.taps("Yes, delete")
    assert [row.sealed_name for row in await on_sqlite.rows(clients)] == [None]


async def test_of_namesakes_one_is_chosen(on_sqlite: Stage) -> None:
    max_ = on_sqlite.max
    await max_.quiz(NAME)
    await max_.says(f"/quiz {NAME}")
    await max_.taps("Another client")
    asked = await max_.says(f"/brief {NAME}")
    assert "Several clients" in asked.text
    await max_.taps(f"2. {NAME}")
    await max_.taps("English")
    older = (await on_sqlite.interview(0)).client_id
    assert (await the_brief(on_sqlite)).client_id == older


@pytest.mark.parametrize(("text", "said"), [("/brief", "Whom do you want to ask?"), ("/brief ???", "name")])
async def test_without_a_name_it_is_asked_for(on_sqlite: Stage, text: str, said: str) -> None:
    assert said in (await on_sqlite.max.says(text)).text
    assert await on_sqlite.rows(clients) == []


# --- pressed twice, late, by somebody else ----------------------------------------------------------------


async def test_a_double_tap_makes_one_link(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.says(f"/brief {NAME}")
    for _ in range(2):
        await max_.touches("English")
    await firstcall.settle()
    assert len(await firstcall.rows(briefs)) == 1
    assert len([message for message in max_.chat if "?start=b" in message.text]) == 1


async def test_whoever_asks_for_a_second_link_is_shown_where_the_first_stands(on_sqlite: Stage) -> None:
    max_ = on_sqlite.max
    offered = await max_.says(f"/brief {NAME}")
    await max_.taps("English")
    on_sqlite.clock.forward(minutes=1)
    tap = await max_.press("Русский", offered)
    assert "out already" in (await tap.answer()).text
    assert "link made" in (await max_.says(f"/brief {NAME}")).text
    assert len(await on_sqlite.rows(briefs)) == 1


async def test_a_new_link_makes_the_old_one_void_once(firstcall: Stage) -> None:
    max_ = firstcall.max
    old = await asks(max_)
    picture = max_.screen
    firstcall.clock.forward(minutes=1)
    for _ in range(2):
        await max_.touches("New link", picture)
    await firstcall.settle()
    new = link_in(max_)
    assert new != old and len(await firstcall.rows(briefs)) == 2
    anna = firstcall.phone("Anna")
    assert "I agree" not in str((await anna.follows(old)).buttons)
    assert "I agree" in str((await anna.follows(new)).buttons)
    firstcall.clock.forward(minutes=1)
    tap = await max_.press("New link", picture)
    assert "out already" in (await tap.answer()).text
    assert len(await firstcall.rows(briefs)) == 2


async def test_a_link_in_another_language_takes_the_place_of_the_first(on_sqlite: Stage) -> None:
    max_ = on_sqlite.max
    await asks(max_)
    await max_.taps("Where it stands")
    on_sqlite.clock.forward(minutes=1)
    await max_.taps("↻ 日本語")
    assert max_.chat[-2].text.startswith("お世話になっております。Riverbend StudioのMaxです。")


async def test_a_revoked_link_lets_nobody_in_and_says_so_twice(firstcall: Stage) -> None:
    max_ = firstcall.max
    link = await asks(max_)
    picture = max_.screen
    for _ in range(2):
        await max_.taps("Revoke", picture)
        assert "link revoked" in max_.screen.text
    assert "I agree" not in str((await firstcall.phone("Anna").follows(link)).buttons)


async def test_what_somebody_answers_already_is_neither_revoked_nor_renewed(on_sqlite: Stage) -> None:
    max_ = on_sqlite.max
    link = await asks(max_)
    picture = max_.screen
    anna = on_sqlite.phone("Anna")
    await anna.follows(link)
    await anna.press_first()
    on_sqlite.clock.forward(minutes=1)
    for label in ("Revoke", "New link"):
        await max_.taps(label, picture)
        assert "answering, question 1 of" in max_.screen.text
    (brief,) = await on_sqlite.rows(briefs)
    assert brief.revoked_at is None


async def test_another_managers_brief_is_not_there(firstcall: Stage) -> None:
    await begins(firstcall)
    brief = await the_brief(firstcall)
    nina = await firstcall.manager("Nina")
    await nina.says("/settings")
    for verb in (verb for verb in Verb if Verb.BRIEF_OPEN <= verb <= Verb.BRIEF_CARD):
        tap = await nina.forges(Callback(verb, brief.id))
        assert (await tap.answer()).text.startswith(NOT_YOURS), verb
    for verb in (Verb.BRIEF_NEW, Verb.BRIEF_LINK, Verb.BRIEF_PHONE):
        tap = await nina.forges(Callback(verb, brief.client_id))
        assert (await tap.answer()).text.startswith(NOT_YOURS), verb
    assert not [message for message in nina.chat if CLIENT in message.text]
    assert await the_brief(firstcall) == brief and len(await firstcall.rows(briefs)) == 1


async def test_buttons_survive_a_deleted_client(on_sqlite: Stage) -> None:
    max_ = on_sqlite.max
    await asks(max_)
    picture, client = max_.screen, (await the_brief(on_sqlite)).client_id
    await max_.forges(Callback(Verb.DELETE_YES, client), max_.chat[0])
    for label in ("New link", "Revoke", "Where it stands"):
        assert (await (await max_.press(label, picture)).answer()).text.startswith(NOT_YOURS)


# --- where it stands --------------------------------------------------------------------------------------


async def test_the_list_and_the_page_of_clients_show_where_a_brief_stands(firstcall: Stage) -> None:
    max_, anna = firstcall.max, firstcall.phone("Anna")
    link = await link_for(firstcall)
    steps = []

    async def stands() -> str:
        steps.append((await max_.says("/clients")).text)
        return (await max_.taps(CLIENT[:10])).text

    assert "link made" in await stands()
    await anna.follows(link)
    assert "link opened" in await stands()
    await anna.press_first()
    assert "answering, question 1 of" in await stands()
    await anna.press_first()
    assert "answering, question 2 of" in await stands()
    words = ("link made", "link opened", "question 1", "question 2")
    assert [word in shown for word, shown in zip(words, steps, strict=True)] == [True] * 4


@pytest.mark.parametrize(
    ("language", "named"), [("en", "Asked on the phone"), ("ru", "по телефону"), ("ja", "電話での聞き取り")]
)
async def test_what_is_asked_on_the_phone_is_no_link_of_theirs(
    on_sqlite: Stage, language: str, named: str
) -> None:
    nina = await on_sqlite.manager("Nina", language)
    await nina.says(f"/brief {NAME}")
    await nina.taps("☎️")
    await nina.says("/clients")
    await nina.taps(NAME[:10])
    (button,) = [text for text in labels(nina.screen) if "2031" in text]
    assert button.startswith("☎️") and named in button
    await nina.taps(button)
    assert nina.sees("☎️")


async def test_an_expired_link_says_so_and_can_be_renewed(on_sqlite: Stage) -> None:
    max_ = on_sqlite.max
    await asks(max_)
    on_sqlite.clock.forward(days=15)
    assert "link expired" in (await max_.taps("Where it stands")).text
    await max_.taps("↻ English")
    assert len(await on_sqlite.rows(briefs)) == 2


# --- the standing link and quiet hours --------------------------------------------------------------------


async def test_the_standing_link_is_shown_again_and_replaced_only_when_asked_twice(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.says("/mylink")
    await max_.taps("Make my link")
    first = standing_in(max_)
    await max_.says("/mylink")
    assert standing_in(max_) == first
    picture = max_.screen
    asked = await max_.taps("New link", picture)
    assert standing_in(max_) == first
    for _ in range(2):
        await max_.touches("Yes, a new link", asked)
    await firstcall.settle()
    second = standing_in(max_)
    assert second != first
    tap = await max_.press("New link", picture)
    assert "earlier link" in (await tap.answer()).text
    assert standing_in(max_) == second


@pytest.mark.parametrize("name", ["New link", "Switch off"])
async def test_a_button_under_the_picture_that_comes_twice_leaves_the_picture(
    on_sqlite: Stage, name: str
) -> None:
    """Telegram refuses a text in place of a picture; the sandbox takes such a call for a broken rule."""
    await on_sqlite.max.says("/mylink")
    if on_sqlite.max.sees("Make my link"):
        await on_sqlite.max.taps("Make my link")
    await on_sqlite.max.touches(name)
    await twice(on_sqlite)
    assert len([message for message in on_sqlite.max.chat if message.media is not None]) == 2


async def test_a_standing_link_that_is_off_lets_nobody_in(on_sqlite: Stage) -> None:
    max_ = on_sqlite.max
    await max_.says("/mylink")
    await max_.taps("Make my link")
    link = standing_in(max_)
    await max_.taps("Switch off")
    await max_.taps("No, leave it as it is")
    await max_.taps("Switch off")
    yes = await max_.taps("Yes, switch off")
    assert "A standing link for your site" in yes.text
    assert "I agree" not in str((await on_sqlite.phone("Anna").follows(link)).buttons)


async def test_whoever_comes_by_a_standing_link_becomes_a_client_of_their_own_name(on_sqlite: Stage) -> None:
    max_, anna = on_sqlite.max, on_sqlite.phone("Anna")
    await max_.says("/mylink")
    await max_.taps("Make my link")
    await anna.follows(standing_in(max_))
    await anna.press_first()
    assert "1. Anna" in (await max_.says("/clients")).text
    (brief,) = await on_sqlite.rows(briefs)
    assert brief.owner_id == await id_of(on_sqlite, max_)


def standing_in(phone: Phone) -> str:
    words = [word for message in phone.chat for word in message.text.split() if "?start=s" in word]
    return words[-1].split("start=")[-1]


async def test_quiet_hours_are_chosen_in_the_settings_and_may_be_changed_back(on_sqlite: Stage) -> None:
    max_ = on_sqlite.max
    shown = await max_.says("/settings")
    for label, mark in (("21–09", "• 21–09 •"), ("21–09", "• 21–09 •"), ("No quiet", "• No quiet hours •")):
        await max_.taps(label, max_.screen)
        assert mark in [button.text for button in max_.screen.buttons]
    await max_.forges(Callback(Verb.QUIET, a=9), shown)
    assert read(max_.screen.buttons[-1]).verb is Verb.QUIET
