from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("grants", "0061_claims_and_reports")]

    operations = [
        migrations.AddIndex(
            model_name="budgetline",
            index=models.Index(fields=["source", "amount"], name="grants_budget_line_amount"),
        ),
    ]
