import django.db.models.deletion
import kaketsuke.database.ids
from django.contrib.postgres import operations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0004_contact_check'),
        ('network', '0003_edge_terms'),
        ('onsite', '0005_phone_action_security'),
    ]

    operations = [
        migrations.CreateModel(
            name='BreakingAgreement',
            fields=[
                ('id', models.UUIDField(default=kaketsuke.database.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('company_id', models.UUIDField()),
                ('approved_by', models.CharField(choices=[('owner', 'owner'), ('company', 'company'), ('standing', 'standing')], max_length=20)),
                ('how', models.CharField(choices=[('drawn', 'drawn'), ('spoken', 'spoken')], max_length=10)),
                ('drawn_sealed', models.BinaryField(null=True)),
                ('drawn_sha256', models.BinaryField(null=True)),
                ('agreed_at', models.DateTimeField()),
                ('entered_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='BreakingApproval',
            fields=[
                ('id', models.UUIDField(default=kaketsuke.database.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('company_id', models.UUIDField()),
                ('approved_by', models.CharField(choices=[('owner', 'owner'), ('company', 'company')], max_length=20)),
                ('recorded_by_id', models.UUIDField()),
                ('recorded_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='CallBack',
            fields=[
                ('id', models.UUIDField(default=kaketsuke.database.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('company_id', models.UUIDField()),
                ('code_sealed', models.BinaryField(null=True)),
                ('asked_at', models.DateTimeField()),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('confirmed_by_role', models.CharField(default='', max_length=20)),
                ('confirmed_by_id', models.UUIDField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Photo',
            fields=[
                ('id', models.UUIDField(default=kaketsuke.database.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('company_id', models.UUIDField()),
                ('moment', models.CharField(choices=[('before', 'before'), ('after', 'after'), ('damage', 'damage')], max_length=10)),
                ('picture_sealed', models.BinaryField(null=True)),
                ('sha256', models.BinaryField(max_length=32)),
                ('width', models.PositiveSmallIntegerField()),
                ('height', models.PositiveSmallIntegerField()),
                ('taken_at', models.DateTimeField()),
                ('entered_at', models.DateTimeField()),
                ('reviewed_at', models.DateTimeField(null=True)),
                ('reviewed_by_id', models.UUIDField(null=True)),
                ('deleted_at', models.DateTimeField(null=True)),
                ('deleted_because', models.CharField(default='', max_length=20)),
            ],
        ),
        migrations.AddField(
            model_name='opening',
            name='interim_decided_by',
            field=models.CharField(default='', max_length=20),
        ),
        migrations.AddField(
            model_name='opening',
            name='interim_kind',
            field=models.CharField(default='', max_length=20),
        ),
        migrations.AddField(
            model_name='opening',
            name='interim_note_sealed',
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name='opening',
            name='interim_until',
            field=models.DateField(null=True),
        ),
        operations.AddConstraintNotValid(
            model_name='opening',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('if_unusable', 'interim'), _negated=True), models.Q(models.Q(('interim_kind', ''), _negated=True), models.Q(('interim_decided_by', ''), _negated=True), ('interim_until__isnull', False)), _connector='OR'), name='onsite_interim_says_what_who_until'),
        ),
        migrations.AddField(
            model_name='breakingagreement',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='breaking_agreements', to='cases.case'),
        ),
        migrations.AddField(
            model_name='breakingagreement',
            name='technician',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.technician'),
        ),
        migrations.AddField(
            model_name='breakingapproval',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='breaking_approvals', to='cases.case'),
        ),
        migrations.AddField(
            model_name='callback',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='call_backs', to='cases.case'),
        ),
        migrations.AddField(
            model_name='photo',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='photos', to='cases.case'),
        ),
        migrations.AddField(
            model_name='photo',
            name='technician',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.technician'),
        ),
        migrations.AddConstraint(
            model_name='breakingagreement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('drawn_sealed__isnull', True), ('drawn_sha256__isnull', True), ('how', 'spoken')), models.Q(('drawn_sealed__isnull', False), ('drawn_sha256__isnull', False), ('how', 'drawn')), _connector='OR'), name='onsite_agreement_drawn_or_spoken'),
        ),
        migrations.AddConstraint(
            model_name='breakingapproval',
            constraint=models.UniqueConstraint(fields=('case', 'approved_by'), name='onsite_breaking_approved_once'),
        ),
        migrations.AddIndex(
            model_name='callback',
            index=models.Index(fields=['case', 'asked_at'], name='onsite_call_back_by_case'),
        ),
        migrations.AddConstraint(
            model_name='callback',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('confirmed_by_role', '')), models.Q(('confirmed_at__isnull', False), models.Q(('confirmed_by_role', ''), _negated=True)), _connector='OR'), name='onsite_call_back_confirmed_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='callback',
            constraint=models.CheckConstraint(condition=models.Q(('tries__lte', 5)), name='onsite_call_back_few_tries'),
        ),
        migrations.AddIndex(
            model_name='photo',
            index=models.Index(fields=['case', 'taken_at'], name='onsite_photo_by_case'),
        ),
        migrations.AddConstraint(
            model_name='photo',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('deleted_at__isnull', True), ('picture_sealed__isnull', False)), models.Q(('deleted_at__isnull', False), ('picture_sealed__isnull', True)), _connector='OR'), name='onsite_photo_gone_when_deleted'),
        ),
        migrations.AddConstraint(
            model_name='photo',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reviewed_at__isnull', True), ('reviewed_by_id__isnull', True)), models.Q(('reviewed_at__isnull', False), ('reviewed_by_id__isnull', False)), _connector='OR'), name='onsite_photo_reviewed_by_somebody'),
        ),
    ]
