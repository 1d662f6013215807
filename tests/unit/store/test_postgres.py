"""What only the PostgreSQL home does."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

import psycopg
import pyarrow as pa
import pytest
from servers import PASSWORD
from stores import a_run, current, deliver, everything, last_shard, prelude, prepare

import fanzha.store
from fanzha.batch.exits import exit_code
from fanzha.errors import MissingExtraError, StoreError, StoreUnreachableError
from fanzha.store import open_store
from fanzha.store.postgres import PostgresStore, _target


@pytest.fixture
def admin(postgres_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        yield connection


def where(postgres_url: str, **parts: str) -> str:
    """The server's URL with other parts."""
    url = urlsplit(postgres_url)
    given = {"user": "fanzha", "password": PASSWORD, "port": str(url.port), "database": "postgres"} | parts
    return "postgresql://{user}:{password}@127.0.0.1:{port}/{database}".format(**given)


def test_the_schema_is_fanzha_if_not_said_otherwise(postgres_url: str, admin: psycopg.Connection) -> None:
    admin.execute("DROP SCHEMA IF EXISTS fanzha CASCADE")
    with open_store(postgres_url) as store:
        prelude(store)
        assert "schema" not in store.url
    tables = admin.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'fanzha'").fetchone()
    assert tables == (11,)
    assert admin.execute("SELECT count(*) FROM fanzha.current_scores").fetchone() == (8,)
    admin.execute("DROP SCHEMA fanzha CASCADE")


def test_a_schema_that_is_there_is_taken_without_the_right_to_make_one(
    postgres_url: str, admin: psycopg.Connection
) -> None:
    admin.execute("DROP SCHEMA IF EXISTS given CASCADE; DROP ROLE IF EXISTS clerk")
    admin.execute("CREATE ROLE clerk LOGIN PASSWORD 'p%20/@:'; CREATE SCHEMA given AUTHORIZATION clerk")
    admin.execute("REVOKE CREATE ON DATABASE postgres FROM PUBLIC; REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    url = where(postgres_url, user="clerk", password="p%2520%2F%40%3A")
    with open_store(url + "?schema=given") as store:
        prelude(store)
        assert store.url == where(postgres_url, user="clerk").replace(f":{PASSWORD}", "") + "?schema=given"
    with pytest.raises(StoreError, match=r"must be allowed.*42501"):
        open_store(url + "?schema=another")


@pytest.mark.parametrize(
    ("parts", "state"),
    [
        ({"password": "falsch"}, "OperationalError"),
        ({"database": "none"}, "OperationalError"),
        ({"user": "nobody"}, "OperationalError"),
    ],
)
def test_who_may_not_in_is_told_without_the_password(postgres_url: str, parts: dict[str, str], state: str) -> None:
    with pytest.raises(StoreError, match="must be reachable") as caught:
        open_store(where(postgres_url, **parts))
    error = caught.value
    assert state in error.value
    assert error.remedy
    assert error.__suppress_context__
    assert not any(word in str(error) for word in (PASSWORD, "falsch"))


def test_a_server_that_is_not_there() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        with pytest.raises(StoreUnreachableError, match="must be reachable") as caught:
            open_store(f"postgresql://u:geheim@127.0.0.1:{port}/d?connect_timeout=3")
    assert "geheim" not in str(caught.value)
    # A scheduler tries again.
    assert exit_code(caught.value) == 75


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:geheim@[h/d", "postgresql://u:geheim@h:port/d", "postgresql://u:geheim@h/d?no_option=1",
        "postgresql://u:geheim@h/d?schema=Gro%C3%9F", 'postgresql://u:geheim@h/d?schema=a";drop', "postgresql://u:geheim@h/d?schema=",
    ],
)  # fmt: skip
def test_urls_that_are_none_are_refused(url: str) -> None:
    with pytest.raises(StoreError) as caught:
        open_store(url)
    assert "geheim" not in str(caught.value)
    assert caught.value.remedy


def test_secrets_are_taken_out_of_what_is_shown() -> None:
    target, shown, schema = _target(
        "postgresql://a:b%40c@h1:1,h2:2/d?password=x&sslpassword=y&options=-c%20a%3Db+c&schema=s"
    )
    assert shown == "postgresql://a@h1:1,h2:2/d?options=-c%20a%3Db%2Bc&schema=s"
    assert schema == "s"
    assert target.startswith("postgresql://a:b%40c@h1:1,h2:2/d?connect_timeout=10&")
    assert psycopg.conninfo.conninfo_to_dict(target)["options"] == "-c a=b+c"
    assert _target("postgresql:///d?host=/run&connect_timeout=1")[1] == "postgresql:///d?host=%2Frun&connect_timeout=1"


def test_the_extra_is_named_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fanzha.store, "find_spec", lambda name: None)
    with pytest.raises(MissingExtraError, match=r"fanzha\[postgres\]"):
        open_store("postgresql://h/d")


def test_a_connection_that_is_cut_is_said_and_nothing_is_lost(postgres_url: str, admin: psycopg.Connection) -> None:
    url = postgres_url + "?schema=cut&application_name=cut"
    with open_store(url) as store, store.writer():
        prelude(store)
        before, shard = everything(store), last_shard(store)
        admin.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'cut'")
        with pytest.raises(StoreError, match="must be reachable"):
            shard.commit(store)
    with open_store(url) as store, store.writer():
        assert everything(store) == before
        last_shard(store).commit(store)


def test_the_same_reviews_from_several_at_once_are_kept_once(postgres_url: str) -> None:
    url = postgres_url + "?schema=at_once"
    with open_store(url) as store:
        deliver(store, [("A1", "x")])
    when = pa.array([datetime(2026, 3, 1, tzinfo=UTC)], pa.timestamp("us", tz="UTC"))
    nothing = pa.nulls(1, pa.string())
    reviews = pa.table(
        {"case_id": ["A1"], "content_hash": nothing, "label": ["loan"], "reviewed_at": when, "note": nothing}
    )
    added: list[int] = []
    gate = threading.Barrier(4)

    def add() -> None:
        with open_store(url) as mine:
            gate.wait(30)
            added.append(mine.add_reviews(reviews))

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(added) == [0, 0, 0, 1]


def test_reviews_are_taken_while_a_run_writes(postgres_url: str) -> None:
    url = postgres_url + "?schema=both"
    with open_store(url) as run, run.writer(), open_store(url) as clerk:
        run.begin_run(a_run())
        deliver(run, [("A1", "x"), "错"])
        assert clerk.resolve_quarantine(clerk.quarantined()["quarantine_id"].to_pylist()) == 1
        deliver(run, [("A2", "y")], name="b.csv")
        assert current(clerk).num_rows == 2


def test_runs_in_two_schemas_do_not_wait_for_each_other(postgres_url: str) -> None:
    with (
        open_store(postgres_url + "?schema=one") as one,
        open_store(postgres_url + "?schema=two") as two,
        one.writer(),
        two.writer(),
    ):
        assert prepare(one, [("A", "x")]).outcomes == [0]


def test_results_have_the_types_of_arrow(postgres_url: str) -> None:
    with PostgresStore(postgres_url + "?schema=kinds") as store:
        table = store.sql(
            "SELECT 1::smallint AS a, 2.5::numeric AS b, 3::numeric AS c, NULL::numeric AS d, 1e30::numeric(32, 1) AS e,"
            " ARRAY['x', NULL] AS f, true AS g, 1.5::real AS h, 'v'::varchar AS i, '2026-03-01'::date AS j"
        )
        kinds = ["int16", "decimal128(38, 1)", "int64", "int64", "decimal128(32, 1)", "list<item: string>", "bool"]
        assert [str(f.type) for f in table.schema] == [*kinds, "float", "string", "date32[day]"]
        with pytest.raises(StoreError, match="cast"):
            store.sql("SELECT 1e40::numeric AS a")
        with pytest.raises(StoreError, match="must return rows"):
            store.sql("SET search_path TO public")
        assert store.sql("SELECT 1::smallint AS a WHERE false").num_rows == 0
