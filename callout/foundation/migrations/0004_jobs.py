"""Job fetching that stays quick after a burst, and an index for deliveries taken along.

Without enable_sort = off a burst after a quiet spell makes the planner sort the whole queue at each fetch until the
next ANALYZE.
"""

from django.db import migrations

FETCH = "ALTER FUNCTION procrastinate_fetch_job_v2(varchar[], bigint)"
WAITING = """
CREATE INDEX callout_waiting_deliveries ON procrastinate_jobs ((args ->> 'subscriber'), id)
    WHERE status = 'todo' AND task_name = 'foundation.deliver'
"""


class Migration(migrations.Migration):
    replaces = [
        ("foundation", "0005_jobs"),
        ("foundation", "0006_approvals"),
        ("foundation", "0007_deliveries_of_many"),
    ]

    dependencies = [
        ("foundation", "0003_live"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]

    operations = [
        migrations.RunSQL(f"{FETCH} SET enable_sort = off", f"{FETCH} RESET enable_sort"),
        migrations.RunSQL(WAITING, "DROP INDEX callout_waiting_deliveries"),
    ]
