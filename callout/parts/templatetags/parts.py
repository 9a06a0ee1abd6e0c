"""Words of parts for templates: ``{% load parts %}``."""

from __future__ import annotations

from django import template

from callout.parts import labels

register = template.Library()

store_kind = register.filter("store_kind", labels.store_kind)
tracking = register.filter("tracking", labels.tracking)
movement = register.filter("movement", labels.movement)
unit = register.filter("unit", labels.unit)
