from django.db import migrations

import callout.foundation.crypto


class Migration(migrations.Migration):
    dependencies = [("field", "0002_uploads")]

    operations = [
        migrations.AddField(
            model_name="device",
            name="recovery",
            field=callout.foundation.crypto.EncryptedText(blank=True, default="", db_default=""),
        ),
    ]
