"""All of configuration: what may be set, what each setting must look like, and where it is read from.

`settings` says what there is, `values` and `addresses` what a value must look like, `env_file` reads `.env`,
and `reading` puts it and the environment together. Making a `Settings` reads nothing; only `load_settings`
looks around.
"""

from bot.config.errors import ConfigError
from bot.config.reading import NEEDED_TO_RUN, load_settings, near_misses, usual_command
from bot.config.settings import Settings

__all__ = ["NEEDED_TO_RUN", "ConfigError", "Settings", "load_settings", "near_misses", "usual_command"]
