"""Every stored event is announced on the channel ``callout_live`` (ids only), unless the transaction is quiet."""

from django.db import migrations

NOTIFY = """
CREATE FUNCTION callout_announce() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF COALESCE(current_setting('callout.quiet', true), '') <> 'on' THEN
    PERFORM pg_notify('callout_live', json_build_object(
      'id', NEW.id, 'type', NEW.type, 'case', NEW.case_id, 'order', NEW.work_order_id,
      'region', NEW.region_id, 'outlet', NEW.outlet_id, 'engineer', NEW.engineer_id,
      'agent', NEW.payload ->> 'agent_id')::text);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER callout_announce AFTER INSERT ON foundation_event FOR EACH ROW EXECUTE FUNCTION callout_announce();
"""


class Migration(migrations.Migration):
    dependencies = [("foundation", "0002_initial")]

    operations = [
        migrations.RunSQL(NOTIFY, "DROP TRIGGER callout_announce ON foundation_event; DROP FUNCTION callout_announce()")
    ]
