"""Services, needs and offers, and introductions move here from consortia: the tables stay as they are."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import accounts.addresses


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("consortia", "0008_closures_name_models_anew"),
        ("districts", "0013_relations_follow_the_words"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Service",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(max_length=40)),
                        ("title", models.CharField(max_length=200)),
                        (
                            "consortium",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="services",
                                to="consortia.consortium",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "consortia_service",
                        "ordering": ["number"],
                    },
                ),
                migrations.CreateModel(
                    name="ServiceYear",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("school_year", models.CharField(max_length=9)),
                        (
                            "district",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="service_years",
                                to="districts.district",
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="years", to="exchange.service"
                            ),
                        ),
                    ],
                    options={
                        "db_table": "consortia_serviceyear",
                        "ordering": ["-school_year", "district"],
                    },
                ),
                migrations.CreateModel(
                    name="Wish",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(choices=[("need", "Needs"), ("offer", "Offers")], max_length=5)),
                        (
                            "topic",
                            models.CharField(
                                choices=[
                                    ("personalized_learning", "Personalized learning"),
                                    ("online_courses", "Online courses"),
                                    ("purchasing", "Purchasing"),
                                    ("vocational", "Vocational education"),
                                    ("special_education", "Special education"),
                                    ("professional_learning", "Professional learning"),
                                ],
                                max_length=30,
                            ),
                        ),
                        ("words", models.CharField(blank=True, max_length=300)),
                        ("stated_at", models.DateTimeField()),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "district",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="wishes",
                                to="districts.district",
                            ),
                        ),
                        (
                            "stated_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name_plural": "wishes",
                        "db_table": "consortia_wish",
                        "ordering": ["kind", "topic"],
                    },
                ),
                migrations.CreateModel(
                    name="Introduction",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("words", models.TextField(blank=True)),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("asked", "Asked"),
                                    ("accepted", "Accepted"),
                                    ("declined", "Declined"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="asked",
                                max_length=10,
                            ),
                        ),
                        ("asked_at", models.DateTimeField()),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "answered_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "district",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="introductions",
                                to="districts.district",
                            ),
                        ),
                        (
                            "to_consortium",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="introductions_asked",
                                to="consortia.consortium",
                            ),
                        ),
                        (
                            "to_district",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="introductions_asked",
                                to="districts.district",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "consortia_introduction",
                        "ordering": ["-asked_at"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("to_district", None), ("to_consortium", None), _connector="XOR"),
                                name="consortia_introduction_is_to_a_district_or_a_consortium",
                            )
                        ],
                    },
                    bases=(accounts.addresses.HasPage, models.Model),
                ),
                migrations.AddConstraint(
                    model_name="service",
                    constraint=models.UniqueConstraint(
                        fields=("consortium", "number"), name="consortia_service_number_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="serviceyear",
                    constraint=models.UniqueConstraint(
                        fields=("service", "district", "school_year"), name="consortia_service_year_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="wish",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("district", "kind", "topic"),
                        name="consortia_wish_once",
                    ),
                ),
            ],
        ),
    ]
