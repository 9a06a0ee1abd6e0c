"""A delivery's job names its events in a list; jobs that wait from before keep their event."""

from django.db import migrations

MANY = """
UPDATE procrastinate_jobs
SET args = args - 'event_id' || jsonb_build_object('event_ids', jsonb_build_array(args -> 'event_id'))
WHERE task_name = 'foundation.deliver' AND args ? 'event_id'
"""
ONE = """
UPDATE procrastinate_jobs SET args = args - 'event_ids' || jsonb_build_object('event_id', args -> 'event_ids' -> 0)
WHERE task_name = 'foundation.deliver' AND args ? 'event_ids'
"""


class Migration(migrations.Migration):
    dependencies = [("foundation", "0006_approvals"), ("procrastinate", "0041_post_retry_failed_job")]

    operations = [migrations.RunSQL(MANY, ONE)]
