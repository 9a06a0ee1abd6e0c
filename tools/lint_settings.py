"""Settings with the migrations linter, which the product itself does not need."""

from callout.config.settings import *  # noqa: F403
from callout.config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "django_migration_linter"]
