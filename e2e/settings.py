"""The product's settings, serving static files straight from their folders."""

from callout.config.settings import *  # noqa: F403

WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
