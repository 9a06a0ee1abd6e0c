from django.db import migrations, models

from callout.foundation.new_tables import NewTables


class Migration(migrations.Migration):
    replaces = [("portal", "0001_attempt")]
    initial = True

    dependencies = []

    operations = [
        NewTables(
            [
                migrations.CreateModel(
                    name="Attempt",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("door", models.CharField(max_length=12)),
                        ("who", models.CharField(max_length=32)),
                        ("at", models.DateTimeField(auto_now_add=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["door", "who", "at"], name="attempt_who")],
                    },
                ),
            ]
        )
    ]
