"""Secrets are made once, even when everybody asks at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from callout.runtime.secret_files import made_once


def test_everybody_gets_the_same_secret_and_only_the_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "secrets" / "key"
    with ThreadPoolExecutor(16) as pool:
        answers = set(pool.map(lambda _: made_once(path), range(64)))

    assert answers == {path.read_text()}
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert list(path.parent.iterdir()) == [path], "no draft is left behind"
