"""Methods about the bot itself and about chats: getMe, the command menu, descriptions, getChat."""

from __future__ import annotations

from bot.sandbox.api.call import Call
from bot.sandbox.api.registry import method
from bot.sandbox.api.targets import target_chat
from bot.sandbox.rules import commands
from bot.sandbox.rules.formatted import Json
from bot.sandbox.rules.refusals import chat_not_found
from bot.sandbox.world import World
from bot.sandbox.world.changes import Rearranged

MAX_NAME = 64
MAX_DESCRIPTION = 512
MAX_SHORT_DESCRIPTION = 120


@method("getMe")
def get_me(world: World, call: Call) -> Json:
    """The bot as a user, with what only it may know."""
    return {
        **world.bot.as_json(),
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


@method("setMyCommands")
def set_my_commands(world: World, call: Call) -> bool:
    """The command menu for a scope and a language."""
    menu = commands.commands(call.items("commands"))
    world.profile.commands[_menu_key(world, call)] = menu
    world.watchers.tell(Rearranged(None))
    return True


@method("getMyCommands")
def get_my_commands(world: World, call: Call) -> list[Json]:
    """The menu that was set for exactly this scope and language."""
    return [command.as_json() for command in world.profile.commands.get(_menu_key(world, call), ())]


@method("deleteMyCommands")
def delete_my_commands(world: World, call: Call) -> bool:
    """Back to the next wider scope."""
    world.profile.commands.pop(_menu_key(world, call), None)
    world.watchers.tell(Rearranged(None))
    return True


@method("setMyName")
def set_my_name(world: World, call: Call) -> bool:
    """The bot's name, by language."""
    return _set_own_text(world, call, world.profile.names, "name", MAX_NAME)


@method("getMyName")
def get_my_name(world: World, call: Call) -> Json:
    """The bot's name in a language."""
    return {"name": world.profile.names.get(call.text("language_code")) or world.bot.first_name}


@method("setMyDescription")
def set_my_description(world: World, call: Call) -> bool:
    """What an empty chat shows above START, by language."""
    return _set_own_text(world, call, world.profile.descriptions, "description", MAX_DESCRIPTION)


@method("getMyDescription")
def get_my_description(world: World, call: Call) -> Json:
    """The description in a language."""
    return {"description": world.profile.descriptions.get(call.text("language_code"), "")}


@method("setMyShortDescription")
def set_my_short_description(world: World, call: Call) -> bool:
    """The line on the bot's profile, by language."""
    texts = world.profile.short_descriptions
    return _set_own_text(world, call, texts, "short_description", MAX_SHORT_DESCRIPTION)


@method("getMyShortDescription")
def get_my_short_description(world: World, call: Call) -> Json:
    """The profile line in a language."""
    return {"short_description": world.profile.short_descriptions.get(call.text("language_code"), "")}


@method("getChat")
def get_chat(world: World, call: Call) -> Json:
    """A chat the bot has been in."""
    chat = target_chat(world, call)
    return {
        **chat.as_json(),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(
            (
                "unlimited_gifts",
                "limited_gifts",
                "unique_gifts",
                "premium_subscription",
                "gifts_from_channels",
            ),
            False,
        ),
    }


def _menu_key(world: World, call: Call) -> tuple[commands.Scope, str]:
    scope = commands.scope(call.object("scope"))
    if scope.chat_id is not None and scope.chat_id not in world.chats:
        raise chat_not_found()
    return scope, commands.language(call.text("language_code"))


def _set_own_text(world: World, call: Call, texts: dict[str, str], name: str, limit: int) -> bool:
    code = commands.language(call.text("language_code"))
    texts[code] = commands.own_text(call.text(name), limit, name)
    world.watchers.tell(Rearranged(None))
    return True
