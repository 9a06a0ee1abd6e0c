"""Words of the audit trail: tables, columns, operations."""

from __future__ import annotations

from functools import lru_cache

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from callout.accounts.column_labels import COLUMNS
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
    "agreements_agreement": _("Service contract"),
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
    "parts_stocklot": _("Pieces in stock"),
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
    "workorders_recordphoto": _("Photo of a check"),
    "workorders_checklisttemplate": _("Checklist"),
    "workorders_costapproval": _("Cost approval"),
    "workorders_onsiterating": _("Rating on site"),
    "assets_meterreading": _("Meter reading"),
    "foundation_attachment": _("Attachment"),
    "workforce_crew": _("Crew"),
    "workforce_crewmember": _("Member of a crew"),
    "workforce_tool": _("Tool"),
    "workforce_engineertool": _("Tool of an engineer"),
    "workforce_jobrule": _("Job rule"),
    "workforce_vehicle": _("Vehicle"),
    "workforce_outletcapacity": _("Capacity of an outlet"),
    "workforce_outletscore": _("Score of an outlet"),
    "workforce_settlementbasis": _("Settlement basis"),
    "notifications_template": _("Message text"),
    "workorders_orderwindow": _("Window of an order"),
    "workorders_orderneed": _("Need of an order"),
    "workorders_orderlink": _("Link of orders"),
    "diagnosis_knowledge": _("Knowledge of a category"),
    "diagnosis_remotesession": _("Remote session"),
    "workorders_orderskill": _("Further skill of an order"),
    "dispatching_draft": _("Draft of a plan"),
    "dispatching_draftmove": _("Move in a draft"),
    "dispatching_policy": _("Dispatch policy"),
    "dispatching_offer": _("Offer of an order"),
    "dispatching_escalation": _("Escalation"),
    "dispatching_settlementline": _("Settlement line"),
    "field_device": _("Engineer's phone"),
    "field_mileage": _("Mileage"),
    "field_waysharing": _("Consent to show the way"),
    "assets_label": _("QR label"),
    "assets_safetynotice": _("Safety notice"),
    "notifications_pushsubscription": _("Phone that takes push messages"),
    "feedback_survey": _("Survey"),
    "feedback_callback": _("Call-back"),
    "contact_centre_call": _("Phone call"),
    "integration_apitoken": _("API token"),
    "integration_webhookendpoint": _("Webhook"),
    "integration_importrun": _("Import"),
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
