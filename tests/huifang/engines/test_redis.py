"""The embedded Redis: found, reachable only by us, keeping nothing, gone with its owner."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import redis

from huifang.engines.leash import EngineFailed, EngineMissing
from huifang.engines.redis import EmbeddedRedis, find_program
from tests.huifang.engines.processes import first_number, gone_soon, owner


def test_it_answers_on_a_socket_of_its_own_and_forgets_everything(tmp_path: Path) -> None:
    for _ in range(2):
        with EmbeddedRedis(tmp_path / "redis") as server, redis.Redis.from_url(server.url) as client:
            assert server.url.startswith("unix://")
            assert client.dbsize() == 0
            assert client.config_get("port") == {"port": "0"}
            client.set("campaign", "spring")
    assert (tmp_path / "redis").stat().st_mode & 0o777 == 0o700
    assert not list((tmp_path / "redis").glob("*.rdb"))


def test_a_second_owner_of_the_same_folder_is_told_to_stop_the_first(tmp_path: Path) -> None:
    with EmbeddedRedis(tmp_path / "redis"), pytest.raises(EngineFailed, match="in use by another running huifang"):
        EmbeddedRedis(tmp_path / "redis").start()


@pytest.mark.parametrize("name", ["redis-server", "valkey-server"])
def test_a_server_on_the_path_goes_before_the_wheel(tmp_path: Path, name: str) -> None:
    program = tmp_path / name
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    assert find_program(path=str(tmp_path)) == str(program)


def test_a_missing_server_is_said_in_one_line_with_what_to_install() -> None:
    with pytest.raises(EngineMissing, match=r"set REDIS_URL, or install a server .*apt-get install redis-server"):
        find_program(path="", wheel="no_such_wheel")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process with its parent")
def test_a_killed_owner_leaves_no_server_behind(tmp_path: Path) -> None:
    process = owner(
        "import sys, redis; from pathlib import Path; from huifang.engines.redis import EmbeddedRedis\n"
        "server = EmbeddedRedis(Path(sys.argv[1])); server.start()\n"
        "pid = redis.Redis.from_url(server.url).info()['process_id']",
        str(tmp_path / "redis"),
    )
    with process:
        pid = first_number(process)
        process.kill()
    assert gone_soon(pid)
