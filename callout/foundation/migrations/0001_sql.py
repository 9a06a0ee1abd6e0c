"""Extensions and functions that the tables of every app rely on."""

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations

TOKENS = r"""
CREATE FUNCTION callout_tokens(source text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT COALESCE(array_to_tsvector(array_agg(DISTINCT token)), ''::tsvector)
  FROM (
    SELECT unnest(
      CASE WHEN ascii(run) >= 13312
        THEN (SELECT array_agg(substr(run, i, 1)) || COALESCE(
               (SELECT array_agg(substr(run, j, 2)) FROM generate_series(1, length(run) - 1) AS j), '{}')
              FROM generate_series(1, length(run)) AS i)
        ELSE ARRAY[run] END) AS token
    FROM (SELECT (regexp_matches(lower(source), '[㐀-鿿]+|[a-z0-9]+', 'g'))[1] AS run) AS runs
  ) AS found
  WHERE token <> ''
$$
"""

NUMBER = """
CREATE FUNCTION callout_next_number(wanted text, today date) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE start bigint;
BEGIN
  SELECT base INTO start FROM foundation_numberingday WHERE prefix = wanted AND day = today;
  IF start IS NULL THEN
    INSERT INTO foundation_numberingday (prefix, day, base) VALUES (wanted, today, nextval(('callout_no_' || lower(wanted))::regclass))
      ON CONFLICT DO NOTHING;
    SELECT base INTO start FROM foundation_numberingday WHERE prefix = wanted AND day = today;
  END IF;
  RETURN nextval(('callout_no_' || lower(wanted))::regclass) - start;
END $$
"""

AUDIT = """
CREATE FUNCTION callout_audit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  hidden text[] := string_to_array(TG_ARGV[0], ',');
  who bigint := NULLIF(current_setting('callout.actor', true), '')::bigint;
  request text := COALESCE(current_setting('callout.request', true), '');
  difference jsonb;
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO foundation_auditentry ("table", "row", operation, actor_id, request)
      VALUES (TG_TABLE_NAME, NEW.id::text, 'I', who, request);
  ELSIF TG_OP = 'UPDATE' THEN
    SELECT jsonb_object_agg(n.key, CASE WHEN n.key = ANY(hidden) THEN '["…", "…"]'::jsonb
                                        ELSE jsonb_build_array(o.value, n.value) END)
      INTO difference
      FROM jsonb_each(to_jsonb(NEW)) AS n JOIN jsonb_each(to_jsonb(OLD)) AS o USING (key)
      WHERE n.value IS DISTINCT FROM o.value AND n.key <> 'search';
    IF difference IS NOT NULL THEN
      INSERT INTO foundation_auditentry ("table", "row", operation, actor_id, request, changes)
        VALUES (TG_TABLE_NAME, NEW.id::text, 'U', who, request, difference);
    END IF;
  ELSE
    INSERT INTO foundation_auditentry ("table", "row", operation, actor_id, request, changes)
      VALUES (TG_TABLE_NAME, OLD.id::text, 'D', who, request, to_jsonb(OLD) - hidden - 'search');
  END IF;
  RETURN NULL;
END $$
"""


class Migration(migrations.Migration):
    initial = True

    operations = [
        BtreeGistExtension(),
        TrigramExtension(),
        *(
            migrations.RunSQL(f"CREATE SEQUENCE callout_no_{prefix}", f"DROP SEQUENCE callout_no_{prefix}")
            for prefix in ("ca", "wo", "kh", "pr", "st", "ag")
        ),
        migrations.RunSQL(TOKENS, "DROP FUNCTION callout_tokens(text)"),
        migrations.RunSQL(NUMBER, "DROP FUNCTION callout_next_number(text, date)"),
        migrations.RunSQL(AUDIT, "DROP FUNCTION callout_audit()"),
    ]
