"""Contracts, services, needs and offers, and introductions have apps of their own now; their tables stay."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("consortia", "0008_closures_name_models_anew"),
        ("purchasing", "0001_contracts_move_in"),
        ("exchange", "0001_services_and_wishes_move_in"),
        ("grants", "0005_contracts_have_moved"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel("ServiceYear"),
                migrations.DeleteModel("Service"),
                migrations.DeleteModel("Introduction"),
                migrations.DeleteModel("Wish"),
                migrations.DeleteModel("Contract"),
            ]
        )
    ]
