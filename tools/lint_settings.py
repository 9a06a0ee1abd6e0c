"""Settings with the migrations linter, which the product itself does not need."""

from callout.config.settings import *  # noqa: F403
from callout.config.settings import INSTALLED_APPS

MIGRATION_LINTER_OPTIONS = {
    "include_apps": [app.rpartition(".")[2] for app in INSTALLED_APPS if app.startswith(("callout.", "packs."))],
    "ignore_initial_migrations": True,  # tables that nobody uses yet cannot lock anybody out
    "ignore_name": ["0002_conduct", "0002_sending", "0003_pieces"],  # made before the first release
    "quiet": ["ok", "ignore"],
    "no_cache": True,
}
INSTALLED_APPS = [*INSTALLED_APPS, "django_migration_linter"]
