from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0008_products"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="company",
            index=models.Index(fields=["folded_name", "id", "region_code"], name="registry_firm_name_region"),
        ),
    ]
