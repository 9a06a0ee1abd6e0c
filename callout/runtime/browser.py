"""The browser of the tests and of the pictures in the guide."""

import shutil

# The shell has no window to draw and opens a page in a third of the time; tools/setup.sh installs it.
BROWSER = shutil.which("chromium-headless-shell") or "/usr/bin/chromium"
