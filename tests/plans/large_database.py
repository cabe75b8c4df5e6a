"""A private PostgreSQL with a ledger's tables that look as large as wanted.

The planner takes a table's length from its file. So a few thousand rows are written and analysed, and then the files of
the tables and of their indexes are lengthened sparsely: what is planned is the plan of a table of that length.
"""

import os
import pathlib
import pwd
import shutil
import subprocess
import tempfile

SEGMENT_BYTES = 2**30
EVENTS = 20_000

SETTINGS = """
listen_addresses = ''
autovacuum = off
fsync = off
shared_buffers = 32MB
max_connections = 20
"""

# A hot account has three events of ten.
FILL = f"""
insert into event (position, account_id, version, amount, balance, held, balance_limit, effective_us, recorded_us,
                   transaction_uid, journal, leg, type, status, schema_version, currency, actor, details, text_hash, hash)
  select position, account, version, 100, version * 100, 0, 9223372036854775807,
         position * 1000 - case when position % 20 = 0 then 5000000 else 0 end, position * 1000, gen_random_uuid(), 0, 0,
         case when version = 1 then 1 when position % 500 = 0 then 16 else 2 + position % 8 end, 1, 1, 'USD', 'plans', '',
         case when position % 2 = 0 then sha256('text') else '' end, sha256(position::text::bytea)
    from (select position, account, row_number() over (partition by account order by position) as version
            from (select position, case when position % 10 < 3 then 1 else 2 + position % 1399 end as account
                    from generate_series(1, {EVENTS}) as position) as placed) as numbered;
insert into run_row (account_id, effective_us, known_from, run_no, row_no, balance, held, credited)
  select account_id, effective_us, position, 1, version - 1, balance, held, balance from event;
insert into run_slot (account_id, valid_from, slot, run_no)
  select account_id, position, 0, 1 from event where version = 1;
insert into account_snapshot (account_id, version, position, balance, held, balance_limit, runs, slots, journal, status,
                              currency)
  select distinct on (account_id) account_id, version, position, balance, held, balance_limit, 1, 1, journal, status,
         currency from event where position <= {EVENTS} - 2000 order by account_id, version desc;
insert into identity (account_id, salt, name, external_id, login, password_hash)
  select account_id, decode(repeat('00', 16), 'hex'), 'name', 'x' || account_id, 'l' || account_id, 'hash' from event
   where version = 1;
insert into transaction_comment (transaction_uid, salt, comment)
  select transaction_uid, decode(repeat('00', 16), 'hex'), 'comment' from event where text_hash <> '' and type <> 1;
insert into open_hold (transaction_uid, account_id, amount, expires_us)
  select transaction_uid, account_id, 100, effective_us from event where type = 6;
insert into reversal (reverses_uid, leg, reversed_by_uid)
  select transaction_uid, 0, gen_random_uuid() from event where type = 9;
insert into currency_total_at (position, journal, currency, accounts, balance, held, credited)
  select position, 0, 'USD', 1, 1, 1, 1 from generate_series(1, {EVENTS}, 16) as position;
insert into pending_erasure (account_id, up_to_version)
  select account_id, max(version) from event where type = 16 group by account_id;
insert into lost_identity (account_id, state) select account_id, 1 + account_id % 2 from event where version = 1;
"""

# What a sample of so few rows cannot say of a large table: a fixed share of the rows are of different accounts.
DISTINCT = """
alter table event alter column account_id set (n_distinct = -0.05);
alter table run_row alter column account_id set (n_distinct = -0.05);
alter table open_hold alter column account_id set (n_distinct = -0.2);
"""


def programs_folder():
    """Where the server's programs are: Debian keeps them out of PATH."""
    for major in ("15", "16", "17"):
        folder = pathlib.Path(f"/usr/lib/postgresql/{major}/bin")
        if (folder / "postgres").exists():
            return folder
    raise SystemExit("PostgreSQL is not installed")


class LargeDatabase:
    """To be used in a with statement; the server and its folder are gone behind it."""

    def __init__(self, ledgerctl):
        self.ledgerctl = ledgerctl
        self.bin = programs_folder()
        self.owner = pwd.getpwnam("postgres") if os.geteuid() == 0 else None

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="ledger-plans-"))
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        server = getattr(self, "server", None)
        if server is not None:
            server.terminate()
            server.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start(self):
        if self.owner:
            os.chown(self.folder, self.owner.pw_uid, self.owner.pw_gid)
        self._as_owner([self.bin / "initdb", "-D", self.folder / "data", "-U", "postgres", "--auth", "trust",
                        "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync", "--no-instructions"])
        with open(self.folder / "data/postgresql.conf", "a") as settings:
            settings.write(SETTINGS + f"unix_socket_directories = '{self.folder}'\n")
        # SIGINT ends the server at once; it also gets it when this program dies.
        self.server = subprocess.Popen(
            [*self._owner_words(), "setpriv", "--pdeathsig", "INT", self.bin / "postgres", "-D", self.folder / "data"],
            stderr=subprocess.DEVNULL, cwd="/")
        subprocess.run(["sh", "-c", f"for i in $(seq 300); do {self.bin}/pg_isready -q -h {self.folder} && exit;"
                        " sleep 0.05; done; exit 1"], check=True)
        subprocess.run([self.ledgerctl, "migrate"], check=True, stderr=subprocess.DEVNULL,
                       env={**os.environ, "DB_HOST": str(self.folder), "DB_NAME": "postgres", "DB_USER": "postgres",
                            "DB_PORT": "5432"})
        self.run(FILL)

    def _owner_words(self):
        if not self.owner:
            return []
        return ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--init-groups"]

    def _as_owner(self, command):
        subprocess.run([*self._owner_words(), *command], check=True, stdout=subprocess.DEVNULL, cwd="/")

    def psql(self, script, stop=True):
        """Standard output and standard error together, in order."""
        done = subprocess.run(
            [self.bin / "psql", "-h", self.folder, "-U", "postgres", "-XAtq", "-v", f"ON_ERROR_STOP={int(stop)}", "postgres"],
            input=script, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if stop and done.returncode != 0:
            raise SystemExit(done.stdout)
        return done.stdout

    def run(self, script):
        return self.psql(script)

    def analyze(self):
        self.run(DISTINCT + "analyze;")

    def forget_statistics(self):
        self.run("delete from pg_statistic; update pg_class set reltuples = -1, relpages = 0 where relkind in ('r', 'i')"
                 " and relnamespace = 'public'::regnamespace;")

    def lengthen(self, events):
        """From now on the tables look as if so many events had been written. Only ever more of them."""
        lengths = self.run("select pg_relation_filepath(oid), pg_relation_size(oid) from pg_class where relkind in"
                           " ('r', 'i') and relnamespace = 'public'::regnamespace and pg_relation_size(oid) > 0")
        if not hasattr(self, "real_bytes"):
            rows = [line.split("|") for line in lengths.splitlines()]
            self.real_bytes = {path: int(size) for path, size in rows}
        for path, size in self.real_bytes.items():
            self._lengthen_file(self.folder / "data" / path, size * events // EVENTS // 8192 * 8192)

    def _lengthen_file(self, path, size):
        first = os.stat(path)
        for segment in range(-(-size // SEGMENT_BYTES)):
            name = path if segment == 0 else f"{path}.{segment}"
            with open(name, "ab") as file:
                file.truncate(min(SEGMENT_BYTES, size - segment * SEGMENT_BYTES))
            os.chown(name, first.st_uid, first.st_gid)
