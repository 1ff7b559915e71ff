"""A private PostgreSQL: made in a temporary folder, reached by a Unix socket, stopped at the end.

Takes the newest server installed below /usr/lib/postgresql (Debian, Ubuntu) or, with PGBIN, that
folder's. Started by root it runs as the user postgres, as PostgreSQL demands.
"""

import contextlib
import os
import pathlib
import pwd
import shutil
import subprocess
import tempfile

import psycopg2

SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{folder}'
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
jit = off
max_parallel_workers_per_gather = 0
max_parallel_maintenance_workers = 0
timezone = 'UTC'
lc_messages = 'C'
wal_level = logical
"""


def bindir():
    if os.environ.get("PGBIN"):
        return pathlib.Path(os.environ["PGBIN"])
    found = pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb")
    versions = sorted((int(path.parent.parent.name), path.parent) for path in found)
    if not versions:
        raise SystemExit("no PostgreSQL server is installed: make check-postgres installs one")
    return versions[-1][1]


class Server:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.bin = bindir()
        self.count = 0
        self.as_postgres = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}

    def run(self, tool, *arguments):
        command = [str(self.bin / tool), "-D", str(self.folder / "data"), *arguments]
        environment = {**os.environ, "LC_ALL": "C", "TZ": "UTC"}
        subprocess.run(command, check=True, cwd="/", env=environment, stdout=subprocess.DEVNULL,
                       **self.as_postgres)

    def start(self):
        if self.as_postgres:
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        self.run("initdb", "-U", "cupel", "-E", "UTF8", "--locale=C", "-A", "trust", "-N")
        with open(self.folder / "data" / "postgresql.conf", "a", encoding="utf-8") as conf:
            conf.write(SETTINGS.format(folder=self.folder))
        self.run("pg_ctl", "-w", "-s", "-l", str(self.folder / "log"), "start")

    def stop(self):
        self.run("pg_ctl", "-w", "-s", "-m", "immediate", "stop")

    def connect(self, database):
        connection = psycopg2.connect(host=str(self.folder), dbname=database, user="cupel")
        connection.autocommit = True
        return connection

    def version(self):
        with contextlib.closing(self.connect("postgres")) as connection:
            return connection.server_version // 10000

    @contextlib.contextmanager
    def database(self):
        """The name of a fresh database that is dropped again."""
        self.count += 1
        name = f"case_{self.count}"
        with contextlib.closing(self.connect("postgres")) as connection:
            cursor = connection.cursor()
            cursor.execute(f"CREATE DATABASE {name}")
            try:
                yield name
            finally:
                cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextlib.contextmanager
def private_server():
    folder = tempfile.mkdtemp(prefix="cupel-postgres-")
    server = Server(folder)
    try:
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
