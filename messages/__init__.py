"""Floor 1: every sentence the bot itself says, in every language. Pure: facts in, text out.

`render` fills one template of a language's folder (HTML as Telegram understands it; facts are escaped).
`part` fills one that stands in others.
`label` gives a short plain text: a button, a toast, a command's description. Both exist in every language
under the same names; `languages()` and `names()` let a check prove it.
"""

from messages.rendering import label, language_name, languages, names, part, render

__all__ = ["label", "language_name", "languages", "names", "part", "render"]
