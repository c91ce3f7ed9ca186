"""What an import wrote names the model by its label, as every stored change does; the column keeps its name."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("districts", "0014_labels_in_plain_words")]

    operations = [
        migrations.RemoveIndex(model_name="importeffect", name="districts_delivery_effect"),
        migrations.AlterField(
            model_name="importeffect", name="table", field=models.CharField(db_column="table", max_length=100)
        ),
        migrations.RenameField(model_name="importeffect", old_name="table", new_name="model"),
        migrations.AddIndex(
            model_name="importeffect",
            index=models.Index(fields=["batch", "model"], name="districts_delivery_effect"),
        ),
    ]
