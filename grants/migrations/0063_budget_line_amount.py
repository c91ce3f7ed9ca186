from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("grants", "0062_fact_replies")]

    operations = [
        migrations.AddIndex(
            model_name="budgetline",
            index=models.Index(fields=["source", "amount"], name="grants_budget_line_amount"),
        ),
    ]
