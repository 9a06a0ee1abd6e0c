"""The packs for a test: installed once in a run, afterwards their rows are copied in."""

from __future__ import annotations

from django.db import connection, transaction

from callout.foundation import cache
from callout.integration.packs import install_all

_KNOWN = """
SELECT rolsuper, to_regnamespace('with_packs') IS NOT NULL, pg_current_xact_id()::xid::text::bigint
FROM pg_roles WHERE rolname = current_user
"""
_SAVE = """
CREATE SCHEMA with_packs;
DO $$ DECLARE name text; filled bool; BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'procrastinate%' LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM public.%I WHERE xmin::text::bigint >= {since})', name) INTO filled;
    IF filled THEN
      EXECUTE format('CREATE TABLE with_packs.%1$I AS SELECT * FROM public.%1$I'
        ' WHERE xmin::text::bigint >= {since}', name);
    END IF;
  END LOOP;
END $$
"""
# Triggers and foreign keys rest meanwhile, as when the tables are emptied after a test.
_PUT = """
DO $$ DECLARE name text; BEGIN
  SET LOCAL session_replication_role = replica;
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'with_packs' LOOP
    EXECUTE format('DELETE FROM public.%1$I WHERE id IN (SELECT id FROM with_packs.%1$I)', name);
    EXECUTE format('INSERT INTO public.%1$I SELECT * FROM with_packs.%1$I', name);
  END LOOP;
END $$
"""


def installed() -> None:
    """All packs are in the tables, as ``install_all`` leaves them: that takes a second and a half, a copy 50 ms.

    Only a superuser may copy so; others install each time.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_KNOWN)
        may_copy, saved, since = cursor.fetchone()
        if saved:
            cursor.execute(_PUT)
        else:
            install_all(actor=None)
            if may_copy:
                cursor.execute(_SAVE.format(since=since))
    cache.clear()
