"""The product's settings: static files straight from their folders, no reference data kept between tests."""

from callout.config.settings import *  # noqa: F403
from callout.foundation import cache

DEMO = True
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

# The server outlives each test's data base rows; what it would remember of them is wrong a test later.
cache.cached_for = lambda seconds: lambda function: function
