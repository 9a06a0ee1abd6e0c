"""Customers (people and organisations), whom to talk to and where the assets stand."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Value
from django.db.models.functions import Concat

from callout.accounts.access import CUSTOMERS_VIEW
from callout.accounts.models import Region, User
from callout.foundation.crypto import EncryptedText


class Tokens(Func):
    """``callout_tokens(text)``: characters, bigrams and words for search."""

    function = "callout_tokens"
    output_field = SearchVectorField()


class CustomerQuerySet(models.QuerySet["Customer"]):
    """Rows of Customer by who may see them."""

    def visible_to(self, user: User) -> CustomerQuerySet:
        """Customers of the person's regions. Engineers see those they have an order for (decided by workorders)."""
        scope = user.scope_for(CUSTOMERS_VIEW)
        own = models.Q(cases__work_orders__bookings__engineer__user=user)
        found = self.filter(scope.q(outlet="cases__outlet_id", own=own))
        return found.distinct() if scope.own or scope.outlets else found


class Customer(models.Model):
    """Who is served. The telephone number is encrypted; two blind indexes find it whole or by its last four digits."""

    class Kind(models.TextChoices):
        PERSON = "person", "person"
        ORGANISATION = "organisation", "organisation"

    number = models.CharField(max_length=24, unique=True)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.PERSON)
    name = models.CharField(max_length=120)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="children")
    phone = EncryptedText(blank=True, default="")
    phone_index = models.CharField(max_length=32, blank=True, default="")
    phone_tail = models.CharField(max_length=32, blank=True, default="")
    email = EncryptedText(blank=True, default="")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", db_index=False)
    language = models.CharField(max_length=10, default="zh-hans")
    level = models.CharField(max_length=20, blank=True, default="")
    reminder = models.CharField(max_length=200, blank=True, default="")
    since = models.DateField()
    may_message = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    search = models.GeneratedField(
        expression=Tokens(Concat(F("name"), Value(" "), F("number"))), output_field=SearchVectorField(), db_persist=True
    )

    objects = CustomerQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["phone_index"], name="customer_phone"),
            models.Index(fields=["phone_tail"], name="customer_phone_tail"),
            models.Index(fields=["region", "-id"], name="customer_region"),
            models.Index(fields=["kind", "may_message"], name="customer_filters"),
            GinIndex(fields=["search"], name="customer_search"),
        ]

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """A person to talk to at a customer."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=80)
    title = models.CharField(max_length=60, blank=True, default="")
    phone = EncryptedText(blank=True, default="")
    phone_index = models.CharField(max_length=32, blank=True, default="", db_index=True)
    phone_tail = models.CharField(max_length=32, blank=True, default="")

    def __str__(self) -> str:
        return self.name


class Site(models.Model):
    """A place where assets stand. The street address is encrypted; district and position serve dispatch."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="sites")
    label = models.CharField(max_length=60, blank=True, default="")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", db_index=False)
    city = models.CharField(max_length=40)
    district = models.CharField(max_length=40)
    street = EncryptedText()
    latitude = models.FloatField()
    longitude = models.FloatField()
    access_note = models.CharField(max_length=200, blank=True, default="")
    hazards = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.city}{self.district}"

    @property
    def full_address(self) -> str:
        """City, district and street in one line (personal data)."""
        return f"{self.city}{self.district}{self.street}"
