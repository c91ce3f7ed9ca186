"""Import official files into an empty database and compare with a bulk load of the same rows.

python .ci/bench.py --official FOLDER does this on each engine. The bulk load is the database's own: the rows that the
import has written are read out, and loaded into tables like theirs, with the same indexes: on PostgreSQL by COPY, on
SQLite by one INSERT for each table.
"""

import argparse
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import django
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent.parent
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
TABLES = ("districts_county", "districts_district", "districts_school", "districts_districtfigures")


def main() -> int:
    """Migrate, import twice, load the same rows in bulk; print seconds and how they compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder")
    arguments = parser.parse_args()
    manage = [sys.executable, str(ROOT / "manage.py")]
    subprocess.run([*manage, "migrate", "-v", "0"], cwd=ROOT, check=True)
    seconds = []
    for _ in range(2):
        start = time.perf_counter()
        subprocess.run([*manage, "import_nces", arguments.folder], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        seconds.append(time.perf_counter() - start)
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    django.setup()
    rows, bulk = load_in_bulk()
    print(f"\n{connection.vendor}: {rows:,} rows of {len(TABLES)} tables; load {os.getloadavg()[0]:.1f} at the end")
    print(f"import            {seconds[0]:6.1f} s, {most:,.0f} MB at most (programs started, files read, all checks)")
    print(f"the same again    {seconds[1]:6.1f} s (nothing changes)")
    print(f"bulk load         {bulk:6.1f} s; the import takes {seconds[0] / bulk:.1f} times as long")
    return 0


def load_in_bulk() -> tuple[int, float]:
    """How many rows, and the seconds of loading them into tables like theirs with the same indexes."""
    rows, seconds = 0, 0.0
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"select count(*) from {table}")  # our own tables
            rows += cursor.fetchone()[0]
            seconds += _copied(cursor, table) if connection.vendor == "postgresql" else _inserted(cursor, table)
    return rows, seconds


def _copied(cursor: object, table: str) -> float:
    raw = cursor.cursor  # type: ignore[attr-defined]  # psycopg's own
    raw.execute(f"create table bench_{table} (like {table} including all)")
    with raw.copy(f"copy {table} to stdout") as out:
        data = [bytes(block) for block in out]
    start = time.perf_counter()
    with raw.copy(f"copy bench_{table} from stdin") as into:
        for block in data:
            into.write(block)
    connection.commit()
    return time.perf_counter() - start


def _inserted(cursor: object, table: str) -> float:
    execute = cursor.execute  # type: ignore[attr-defined]
    execute("select sql from sqlite_master where tbl_name = %s and sql is not null order by type desc", [table])
    made = [sql for (sql,) in cursor.fetchall()]  # type: ignore[attr-defined]
    for number, sql in enumerate(made):
        renamed = sql.replace(f'"{table}"', f'"bench_{table}"')
        if number:
            renamed = renamed.replace('INDEX "', 'INDEX "bench_', 1)
        execute(renamed)
    start = time.perf_counter()
    execute(f"insert into bench_{table} select * from {table}")
    connection.commit()
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
