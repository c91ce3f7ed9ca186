from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_second_step_resets")]

    operations = [
        migrations.AddField("staterole", "given_at", models.DateTimeField(blank=True, null=True)),
    ]
