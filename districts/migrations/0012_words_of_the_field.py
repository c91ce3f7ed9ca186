"""Models and fields take the field's own words: appointments, imports, service-agency memberships."""

from django.db import migrations


class Migration(migrations.Migration):
    # Whatever points to these models by their old names comes first.
    dependencies = [
        ("districts", "0011_rows_of_ended_records"),
        ("consortia", "0005_totals_that_sources_state"),
        ("grants", "0002_unknown_amounts_and_times"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="deliveryrow", name="districts_delivery_row"),
        migrations.RemoveIndex(model_name="deliveryeffect", name="districts_delivery_effect"),
        migrations.RenameModel("Post", "Appointment"),
        migrations.RenameModel("Component", "ServiceAgencyMembership"),
        migrations.RenameModel("Delivery", "ImportBatch"),
        migrations.RenameModel("DeliveryFile", "ImportFile"),
        migrations.RenameModel("DeliveryRow", "ImportRow"),
        migrations.RenameModel("DeliveryEffect", "ImportEffect"),
        migrations.RenameField("Confirmation", "post", "appointment"),
        migrations.RenameField("Change", "delivery", "batch"),
        migrations.RenameField("ImportBatch", "beheld", "preview_digest"),
        migrations.RenameField("ImportFile", "delivery", "batch"),
        migrations.RenameField("ImportRow", "delivery", "batch"),
        migrations.RenameField("ImportEffect", "delivery", "batch"),
    ]
