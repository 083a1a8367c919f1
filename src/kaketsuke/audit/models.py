"""The chains. One chain a subject; every entry carries the keyed MAC of the one before."""

from django.db import models

from kaketsuke.database import ids


class Entry(models.Model):
    """One link: what happened to a subject. Payload holds ids, codes, digests, never words."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    subject_kind = models.CharField(max_length=30)
    subject_id = models.UUIDField()
    seq = models.PositiveIntegerField()
    event_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    kind = models.CharField(max_length=60)
    payload = models.JSONField(default=dict)
    prev_mac = models.BinaryField(max_length=32)
    mac = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "seq"], name="audit_entry_place_in_chain"
            ),
            models.CheckConstraint(condition=models.Q(seq__gte=1), name="audit_entry_seq_from_one"),
        ]

    def __str__(self) -> str:
        """Place in the chain only."""
        return f"{self.subject_kind} {self.subject_id} #{self.seq}"


class Head(models.Model):
    """The newest link of each chain: found missing when the tail is cut."""

    subject_kind = models.CharField(max_length=30)
    subject_id = models.UUIDField()
    seq = models.PositiveIntegerField()
    mac = models.BinaryField(max_length=32)
    # Runs over all entries without a key, so that another machine can hold an export to it.
    running = models.BinaryField(max_length=32, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id"], name="audit_head_one_per_subject"
            ),
        ]

    def __str__(self) -> str:
        """Place of the head."""
        return f"{self.subject_kind} {self.subject_id} #{self.seq}"


class Access(models.Model):
    """Who looked at whose personal data, in which role, why, on which ground (4.8)."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    viewer_id = models.UUIDField(null=True)
    # What the account was at that moment: the person is told the role, never who holds it.
    viewer_role = models.CharField(max_length=20, default="")
    person_id = models.UUIDField()
    case_id = models.UUIDField(null=True)
    purpose = models.CharField(max_length=40)
    ground = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["person_id", "at"], name="audit_access_by_person"),
            models.Index(fields=["viewer_id", "at"], name="audit_access_by_viewer"),
        ]

    def __str__(self) -> str:
        """Ids only."""
        return f"{self.viewer_id} saw {self.person_id}"


class Checkpoint(models.Model):
    """A signed sum of the whole record at a moment. What counts is the copy kept elsewhere."""

    number = models.PositiveIntegerField(primary_key=True)
    made_at = models.DateTimeField()
    chains = models.PositiveIntegerField()
    root = models.CharField(max_length=64)
    content = models.JSONField()

    def __str__(self) -> str:
        """Its number."""
        return f"Checkpoint {self.number}"


class CheckpointCopy(models.Model):
    """A checkpoint that lies in a bucket too. Says where and when; the bucket is the proof."""

    number = models.PositiveIntegerField(primary_key=True)
    place = models.CharField(max_length=300)
    at = models.DateTimeField()

    def __str__(self) -> str:
        """Its number."""
        return f"Copy of checkpoint {self.number}"
