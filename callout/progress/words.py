"""Words inside messages: (Chinese, English). The reader's language is not that of the request, so no gettext here."""

from __future__ import annotations

MILESTONES: dict[str, tuple[str, str]] = {
    "respond": ("响应", "response"),
    "arrive": ("到达", "arrival"),
    "resolve": ("修复", "repair"),
    "feedback": ("回访", "call-back"),
}

HOLD_REASONS: dict[str, tuple[str, str]] = {
    "parts": ("等备件", "waiting for parts"),
    "customer": ("客户不在", "customer not available"),
    "access": ("进不了门", "no access"),
    "skill": ("要换专长人员", "needs another skill"),
    "third_party": ("等第三方", "waiting for others"),
    "other": ("其他原因", "another reason"),
}
