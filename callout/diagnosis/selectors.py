"""Reads of the diagnosis workbench."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from callout.accounts.models import User
from callout.assets.models import Asset, Code
from callout.cases.models import Case
from callout.diagnosis.models import Finding, Knowledge, RemoteSession
from callout.diagnosis.walk import Json, Walk, latest, walk
from callout.foundation.cache import cached_for
from callout.foundation.errors import BusinessError, InvalidInput
from callout.foundation.standing import Place, Standing
from callout.parts.models import Part

REFERENCE_SECONDS = 60
MOST_FINDINGS = 200
KINDS = ("object", "cause", "action")


@cached_for(REFERENCE_SECONDS)
def _newest(category_id: int) -> Knowledge | None:
    return Knowledge.objects.filter(category_id=category_id).order_by("-version").first()


def knowledge_of(category_id: int | None, version: int | None = None) -> Knowledge | None:
    """What is known about a category: the newest version, or the given one."""
    if category_id is None:
        return None
    newest = _newest(category_id)
    if version is None or (newest and newest.version == version):
        return newest
    return Knowledge.objects.filter(category_id=category_id, version=version).first()


def findings_of(case_id: int) -> list[Finding]:
    """The case's findings in order of time."""
    return _FINDINGS(case_id)[::-1]


_FINDINGS = Standing(
    lambda: (
        Finding.objects.filter(case_id=Place(0))
        .select_related("actor", "work_order")
        .order_by("-at", "-id")[:MOST_FINDINGS]
    )
)


def sessions_of(case_id: int) -> list[RemoteSession]:
    """Remote sessions, newest first."""
    return list(RemoteSession.objects.filter(case_id=case_id).select_related("actor")[:20])


def own_session(user: User, case_id: int, session_id: int) -> RemoteSession | None:
    """A session the person began himself on this case."""
    return RemoteSession.objects.filter(pk=session_id, case_id=case_id, actor=user).first()


def trees_for(knowledge: Knowledge | None, symptom: Code | None) -> list[Json]:
    """Fault trees, those of the symptom first."""
    if knowledge is None:
        return []
    code = symptom.code if symptom else ""
    return sorted(knowledge.content["trees"], key=lambda tree: code not in tree["symptoms"])


def begun(knowledge: Knowledge | None, findings: Iterable[Finding]) -> list[Walk]:
    """The trees somebody has answered in, the last used first."""
    rows = [row for row in findings if row.kind == Finding.Kind.STEP]
    order = dict.fromkeys(row.tree for row in reversed(rows))
    trees = [(knowledge.tree(code) if knowledge else None, code) for code in order]
    walks = [walk(tree, latest(rows, code)) for tree, code in trees if tree]
    return [each for each in walks if each.path]


def fault(knowledge: Knowledge | None, code: str) -> Json | None:
    """What a display code means."""
    faults = knowledge.content["faults"] if knowledge else []
    return next((each for each in faults if each["code"].upper() == code.upper()), None)


@dataclass(frozen=True, slots=True)
class Conclusion:
    """An outcome in the catalogue's words."""

    outcome: Json
    codes: tuple[Code, ...]
    parts: tuple[Part, ...]


def concluded(category_id: int | None, walks: Iterable[Walk]) -> list[Conclusion]:
    """Outcomes reached, with the codes of the newest published set and the parts."""
    outcomes = [each.outcome for each in walks if each.outcome]
    if category_id is None or not outcomes:
        return []
    wanted = {code for outcome in outcomes for code in outcome["codes"].values()}
    codes: dict[str, Code] = {}
    rows = Code.objects.filter(code_set__category_id=category_id, code_set__published_at__isnull=False, code__in=wanted)
    for row in rows.order_by("code_set__version"):
        codes[row.code] = row
    numbers = {number for outcome in outcomes for number in outcome["parts"]}
    parts = {part.number: part for part in Part.objects.filter(number__in=numbers, active=True)}
    return [
        Conclusion(
            outcome,
            tuple(codes[code] for code in (outcome["codes"][kind] for kind in KINDS) if code in codes),
            tuple(parts[number] for number in outcome["parts"] if number in parts),
        )
        for outcome in outcomes
    ]


UNITS_OF_MODEL = 12
PARTS = ("trees", "faults", "patterns", "curves", "references")


def reference(category_id: int) -> Json:
    """What a phone needs to diagnose without a network: trees, codes, log patterns, curves, healthy units."""
    knowledge = knowledge_of(category_id)
    if knowledge is None:
        return {"version": 0, "trees": [], "faults": [], "patterns": [], "curves": [], "references": {}}
    return {"version": knowledge.version, **{part: knowledge.content[part] for part in PARTS}}


def for_phones(case_ids: Iterable[int]) -> dict[int, list[Json]]:
    """Findings of several cases as phones show them, in order of time; one query.

    What a log, a comparison or a curve showed goes along for the newest of each only.
    """
    found: dict[int, list[Json]] = defaultdict(list)
    newest: dict[tuple[int, str, str], Json] = {}
    for row in Finding.objects.filter(case__in=case_ids).select_related("actor").order_by("at", "id"):
        plain = {name: getattr(row, name) for name in ("kind", "tree", "step", "answer", "verdict", "source")}
        who = row.actor.full_name if row.actor else ""
        shown = {"uid": str(row.uid), "at": row.at.isoformat(), "who": who, **plain}
        found[row.case_id].append(shown)
        if row.kind in _TELLING:
            newest.get((row.case_id, row.kind, row.step), {}).pop("data", None)
            shown["data"] = {name: row.data[name] for name in _TELLING[row.kind]}
            newest[row.case_id, row.kind, row.step] = shown
    return found


_TELLING: dict[str, tuple[str, ...]] = {
    Finding.Kind.LOG: ("size", "lines", "matches"),
    Finding.Kind.COMPARISON: ("rows", "differing"),
    Finding.Kind.CURVE: ("points", "off"),
}


@dataclass(frozen=True, slots=True)
class Healthy:
    """What is compared with: its name, versions and configuration."""

    name: str
    values: dict[str, dict[str, str]]
    knowledge: Knowledge | None


def healthy_units(user: User, case: Case) -> QuerySet[Asset]:
    """Devices of the same model without an open case that the person may see."""
    return _healthy(same_model(user, case))


def same_model(user: User, case: Case) -> QuerySet[Asset]:
    """Other devices of the case's model that the person may see."""
    if case.asset is None or case.asset_id is None:
        return Asset.objects.none()
    return Asset.objects.visible_to(user).filter(product_id=case.asset.product_id).exclude(pk=case.asset_id)


def _healthy(assets: QuerySet[Asset]) -> QuerySet[Asset]:
    return assets.filter(state=Asset.State.ACTIVE).exclude(cases__in=Case.objects.open())


def units_for_phones(user: User, products: Iterable[int]) -> dict[str, list[Json]]:
    """Healthy devices with known versions by model, the newest of each: what a phone can compare with; one query."""
    seen = _healthy(Asset.objects.visible_to(user).filter(product_id__in=products)).exclude(versions={})
    nth = Window(RowNumber(), partition_by="product_id", order_by="-id")
    rows = Asset.objects.filter(pk__in=seen.values("pk")).annotate(nth=nth).filter(nth__lte=UNITS_OF_MODEL)
    found: dict[str, list[Json]] = defaultdict(list)
    for model, serial, versions in rows.order_by("product__model", "-id").values_list(
        "product__model", "serial", "versions"
    ):
        found[model].append({"serial": serial, "versions": {name: str(value) for name, value in versions.items()}})
    return dict(found)


def healthy_unit(
    user: User, case: Case, serial: str = "", version: int | None = None, *, among: QuerySet[Asset] | None = None
) -> Healthy:
    """The model's reference (of that ``version``), or the device with this serial over it, ``among`` the healthy ones.

    Raises no_reference, unit_unknown.
    """
    knowledge = knowledge_of(case.category_id, version)
    model = case.asset.product.model if case.asset else ""
    reference = knowledge.content["references"].get(model) if knowledge else None
    values = {part: dict((reference or {}).get(part, {})) for part in ("versions", "configuration")}
    name = model
    if serial:
        units = healthy_units(user, case) if among is None else among
        unit = units.filter(serial__iexact=serial).first()
        if unit is None:
            text = _("No healthy device of this model with that serial in your area.")
            raise InvalidInput("unit_unknown", text, fields={"serial": text})
        values["versions"] |= {str(key): str(value) for key, value in unit.versions.items()}
        name = unit.serial
    if not any(values.values()):
        raise BusinessError("no_reference", _("There is no healthy unit to compare with for this model."))
    return Healthy(name, values, knowledge)
