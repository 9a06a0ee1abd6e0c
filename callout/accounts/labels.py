"""Words of the audit trail: tables, columns, operations."""

from __future__ import annotations

from functools import lru_cache

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from callout.foundation.crypto import EncryptedText

OPERATIONS: dict[str, str | Promise] = {"I": _("created"), "U": _("changed"), "D": _("deleted")}

TABLES: dict[str, str | Promise] = {
    "accounts_user": _("Staff member"),
    "accounts_role": _("Role"),
    "accounts_membership": _("Role of a person"),
    "accounts_region": _("Region"),
    "accounts_outlet": _("Outlet"),
    "customers_customer": _("Customer"),
    "customers_contact": _("Contact"),
    "customers_site": _("Site"),
    "assets_asset": _("Asset"),
    "assets_category": _("Category"),
    "assets_product": _("Product"),
    "assets_codeset": _("Code set"),
    "assets_code": _("Code"),
    "agreements_agreement": _("Contract"),
    "agreements_calendar": _("Calendar"),
    "agreements_calendarday": _("Calendar day"),
    "agreements_servicelevel": _("Service level"),
    "agreements_servicetarget": _("Promised time"),
    "agreements_priceitem": _("Price"),
    "agreements_warrantyterm": _("Warranty term"),
    "workforce_engineer": _("Engineer"),
    "workforce_engineerskill": _("Skill of an engineer"),
    "workforce_skill": _("Skill"),
    "workforce_skillrule": _("Skill rule"),
    "workforce_shift": _("Shift"),
    "workforce_absence": _("Absence"),
    "workforce_outletdistrict": _("District of an outlet"),
    "workforce_outletauthorisation": _("Authorisation of an outlet"),
    "parts_part": _("Part"),
    "parts_store": _("Store"),
    "parts_stock": _("Stock"),
    "parts_movement": _("Movement"),
    "parts_partrequest": _("Parts request"),
    "parts_assetpart": _("Installed part"),
    "parts_productpart": _("Parts list"),
    "cases_case": _("Case"),
    "cases_milestone": _("Clock"),
    "cases_clockentry": _("Clock entry"),
    "cases_interaction": _("Contact with the customer"),
    "cases_servicetype": _("Service type"),
    "workorders_workorder": _("Work order"),
    "workorders_booking": _("Booking"),
    "workorders_servicerecord": _("Service record"),
    "workorders_chargeline": _("Charge line"),
    "workorders_partusage": _("Part used"),
    "workorders_checklisttemplate": _("Checklist"),
}

COLUMNS: dict[str, str | Promise] = {
    "state": _("state"),
    "name": _("name"),
    "full_name": _("name"),
    "name_zh": _("Chinese name"),
    "name_en": _("English name"),
    "phone": _("phone"),
    "email": _("e-mail"),
    "street": _("street"),
    "engineer_id": _("engineer"),
    "outlet_id": _("outlet"),
    "region_id": _("region"),
    "customer_id": _("customer"),
    "starts_at": _("begin"),
    "ends_at": _("end"),
    "quantity": _("quantity"),
    "version": _("version"),
    "is_active": _("may sign in"),
    "active": _("active"),
    "permissions": _("permissions"),
    "language": _("language"),
    "theme": _("theme"),
    "preferences": _("preferences"),
    "level": _("level"),
    "valid_until": _("valid until"),
    "travel_minutes": _("minutes of way"),
    "travel_km": _("kilometres of way"),
    "due_at": _("promised"),
    "next_due_at": _("next promise"),
    "severity": _("severity"),
    "title": _("title"),
    "reason": _("reason"),
    "hold_reason": _("reason of the hold"),
    "waiting_for": _("waits for"),
    "price": _("price"),
    "charge": _("charge"),
    "rating": _("rating"),
    "password": _("password"),
    "last_login": _("last sign-in"),
    "demo_label": _("demo account"),
}


def table_label(table: str) -> str:
    """A table in words; one without words keeps its name."""
    return str(TABLES.get(table, table))


def column_label(column: str) -> str:
    """A column in words; one without words keeps its name."""
    return str(COLUMNS.get(column, column))


@lru_cache(maxsize=1)
def encrypted_columns() -> frozenset[tuple[str, str]]:
    """(table, column) of every encrypted field and of the blind indexes beside it."""

    found = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, EncryptedText):
                found |= {(model._meta.db_table, f"{field.column}{end}") for end in ("", "_index", "_tail")}
    return frozenset(found)
