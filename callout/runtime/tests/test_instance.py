"""A second start says what is in the way instead of breaking the first."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from callout.runtime.errors import RuntimeProblem
from callout.runtime.instance import listen, only_one

HOLD = "import sys; from pathlib import Path; from callout.runtime.instance import only_one\n"
HOLD += "with only_one(Path(sys.argv[1]), 'run'): print('held', flush=True); sys.stdin.read()"


def test_the_second_start_is_told_which_process_runs(tmp_path: Path) -> None:
    first = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert first.stdout is not None
    assert first.stdout.readline() == "held\n"
    with pytest.raises(RuntimeProblem, match=f"process {first.pid}"), only_one(tmp_path, "run"):
        pass
    with only_one(tmp_path, "web"):
        pass

    first.kill()
    first.communicate()
    with only_one(tmp_path, "run"):
        assert (tmp_path / "run" / "run.pid").read_text() == f"{os.getpid()}\n"


def test_a_taken_port_is_said_in_plain_words() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        bind = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(RuntimeProblem, match=f"Another program listens on {bind}"):
            listen(bind)


@pytest.mark.parametrize("bind", ["localhost", "here:", "localhost:http", "127.0.0.1:99999"])
def test_a_malformed_address_is_refused_with_an_example(bind: str) -> None:
    with pytest.raises(RuntimeProblem, match=r"for example 127\.0\.0\.1:8000"):
        listen(bind)


def test_ipv6_addresses_work() -> None:
    with listen("[::1]:0") as listener:
        assert listener.family == socket.AF_INET6
