"""The nine service types that every after-sales business knows."""

from callout.foundation.packs import Label, ServiceTypeData

SERVICE_TYPES = (
    ServiceTypeData("repair", Label("维修", "Repair"), "tool", True, 70, 10),
    ServiceTypeData("install", Label("安装", "Install"), "package-import", True, 100, 20),
    ServiceTypeData("maintain", Label("保养", "Maintain"), "shield-check", True, 60, 30),
    ServiceTypeData("inspect", Label("巡检", "Inspect"), "clipboard-check", True, 50, 40),
    ServiceTypeData("replace", Label("换机", "Replace"), "refresh", True, 80, 50),
    ServiceTypeData("move", Label("移机", "Move"), "truck-delivery", True, 120, 60),
    ServiceTypeData("train", Label("培训", "Train"), "certificate", True, 90, 70),
    ServiceTypeData("consult", Label("咨询", "Consult"), "message-question", False, 10, 80),
    ServiceTypeData("complain", Label("投诉", "Complain"), "alert-circle", False, 20, 90),
)
