"""A migrated data base that every test run copies: migrating an empty one takes far longer than a copy."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parents[2]
PREFIX = "callout_template_"
# The rows of a new installation are copied into a schema of their own, so that a test can put them back.
PUT_ASIDE = """
CREATE SCHEMA pristine;
DO $$ DECLARE name text; filled bool; BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', name) INTO filled;
    IF filled THEN EXECUTE format('CREATE TABLE pristine.%1$I AS TABLE public.%1$I', name); END IF;
  END LOOP;
END $$
"""
# Triggers and foreign keys rest meanwhile; only a superuser may ask for that.
AS_NEW = """
DO $$ DECLARE name text; filled bool; BEGIN
  SET LOCAL session_replication_role = replica;
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', name) INTO filled;
    IF filled THEN EXECUTE format('DELETE FROM public.%I', name); END IF;
  END LOOP;
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'pristine' LOOP
    EXECUTE format('INSERT INTO public.%1$I SELECT * FROM pristine.%1$I', name);
  END LOOP;
END $$
"""
BUILD_LOCK = 0x63616C74  # any number that nobody else locks
MADE_FROM = (
    "callout/**/migrations/*.py",
    "packs/**/migrations/*.py",
    "callout/**/*.sql",
    "requirements/run.txt",
    "callout/runtime/test_template.py",
)


def ensure(url: str) -> str:
    """Name of the template on this server; made when no run before has, or when a migration changed since."""
    name = PREFIX + _digest()
    with psycopg.connect(_of(url, "postgres"), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [BUILD_LOCK])
        known = [row[0] for row in connection.execute("SELECT datname FROM pg_database").fetchall()]
        if name not in known:
            for old in (other for other in known if other.startswith(PREFIX)):
                connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(old)))
            _make(connection, url, name)
    return name


def _make(connection: psycopg.Connection, url: str, name: str) -> None:
    draft = f"{PREFIX}draft"
    connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(draft)))
    environment = os.environ | {"DATABASE_URL": _of(url, draft), "DJANGO_SETTINGS_MODULE": "callout.config.settings"}
    subprocess.run([sys.executable, "-m", "django", "migrate", "-v", "0"], check=True, cwd=ROOT, env=environment)
    with psycopg.connect(_of(url, draft)) as filled:
        filled.execute(PUT_ASIDE)
    connection.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(draft), sql.Identifier(name)))


def _of(url: str, name: str) -> str:
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def _digest() -> str:
    found = hashlib.sha256()
    for pattern in MADE_FROM:
        for path in sorted(ROOT.glob(pattern)):
            found.update(path.as_posix().encode() + path.read_bytes())
    return found.hexdigest()[:12]
