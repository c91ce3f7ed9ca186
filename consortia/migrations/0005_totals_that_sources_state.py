import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("consortia", "0004_guided_endings")]

    operations = [
        migrations.AddField(
            model_name="consortiumlink",
            name="carried",
            field=models.PositiveIntegerField(
                blank=True, null=True, verbose_name="members carried over, as the source says"
            ),
        ),
        migrations.CreateModel(
            name="StatedTotal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(verbose_name="the day from which it holds")),
                ("members", models.PositiveIntegerField()),
                ("schools", models.PositiveIntegerField(blank=True, null=True)),
                ("students", models.PositiveIntegerField(blank=True, null=True)),
                ("source", models.CharField(max_length=300)),
                ("recorded_at", models.DateTimeField()),
                (
                    "consortium",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stated_totals",
                        to="consortia.consortium",
                    ),
                ),
            ],
            options={
                "ordering": ["on", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("consortium", "on"), name="consortia_stated_total_once_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True), name="consortia_stated_total_has_a_source"
                    ),
                ],
            },
        ),
    ]
