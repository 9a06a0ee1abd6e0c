// Top bar, banners, dock, tabs and the toast.
import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { unreadInAll } from "../chat/unread";
import { clock } from "../format";
import { t } from "../i18n";
import { releaseAll } from "../log";
import { go, link as to, path } from "../router";
import { busyUntil, lastSync, link, sync } from "../sync";
import { troubled, unsent } from "../store";
import { update } from "../update";
import { Button, Icon, IconButton } from "./basic";
import type { IconName } from "../icons";

export interface Toast {
  text: string;
  undo?: () => void;
  open?: () => void;
}

export const toast = signal<Toast | null>(null);
let timer = 0;

/** Say what was done; `ms` also limits how long it can be undone. */
export function say(next: Toast, ms = 5000): void {
  toast.value = next;
  clearTimeout(timer);
  timer = window.setTimeout(() => { toast.value = null; }, ms);
}

/** The phone could not keep it; what was kept before stays. */
export function notSaved(word: "draft_not_saved" | "photo_not_saved"): void {
  say({ text: t(word) });
}

/** What was said stands: the message goes, and what could be undone is sent now. */
export function settle(): void {
  toast.value = null;
  void releaseAll().then(sync);
}

export function ToastBox() {
  const shown = toast.value;
  const act = shown?.undo ?? shown?.open;
  return (
    <div class="toast" role="status" hidden={!shown}>
      <span class="grow">{shown?.text}</span>
      {act && <button type="button" onClick={() => { act(); toast.value = null; }}>{shown?.undo ? t("undo") : t("view")}</button>}
      <IconButton icon="x" label={t("dismiss")} onClick={settle} />
    </div>
  );
}

/** How the connection is, in words. */
export const linkWords = (): string =>
  link.value === "online" ? t("online") : link.value === "busy" ? t("busy_title", { time: clock(busyUntil.value) }) : t("offline");

/** State of the connection and how much waits; leads to the outbox. */
export function SyncState({ short }: { short?: boolean }) {
  const busy = link.value === "busy";
  const offline = link.value !== "online" && !busy;
  const words = unsent.value ? (short ? String(unsent.value) : t("queued_n", { n: unsent.value })) : offline ? t("offline") : busy ? t("busy") : short ? "" : t("synced");
  const icon: IconName = troubled.value.length ? "alert" : offline ? "cloudOff" : busy ? "clock" : unsent.value ? "cloudUp" : "cloudCheck";
  const label = [linkWords(), t("queued_n", { n: unsent.value })].join(", ");
  return <a class={`sync ${troubled.value.length ? "amb" : ""}`} aria-label={label} {...to("/outbox")}><Icon name={icon} /> {words}</a>;
}

/** The bar at the top. Its title is the page's heading unless the page has one of its own below (`named`). */
export function Top({ title, sub, back, big, named, children }: { title: ComponentChildren; sub?: ComponentChildren; back?: string; big?: boolean; named?: boolean; children?: ComponentChildren }) {
  return (
    <header class={`top ${back ? "back" : ""}`}>
      {back && <IconButton icon="back" label={t("back")} onClick={() => go(back)} />}
      <div class="grow">{named ? <b class="clip blk">{title}</b> : <h1 class={big ? "" : "clip small"}>{title}</h1>}{sub && <small class="clip">{sub}</small>}</div>
      {children}
    </header>
  );
}

function Banner({ icon, title, text, onClick }: { icon: IconName; title: string; text: string; onClick: () => void }) {
  return (
    <button type="button" class="banner" onClick={onClick}>
      <Icon name={icon} /><span class="grow" role="status">{title}<small>{text}</small></span><Icon name="right" />
    </button>
  );
}

/** What the engineer must know now: signed out, a conflict, an update, no network. */
export function Banners() {
  if (link.value === "signed_out") return <Banner icon="user" title={t("signed_out_title")} text={t("signed_out_text")} onClick={() => location.assign("/accounts/login/?next=/field/")} />;
  if (troubled.value.length) return <Banner icon="alert" title={t("trouble_title", { n: troubled.value.length })} text={t("trouble_text")} onClick={() => go("/outbox")} />;
  if (update.value) return <Banner icon="refresh" title={t("update_title")} text={t("update_text")} onClick={() => update.value?.()} />;
  const text = t("offline_text", { time: lastSync.value ? clock(lastSync.value) : t("never") });
  if (link.value === "busy") return <Banner icon="clock" title={linkWords()} text={text} onClick={() => go("/outbox")} />;
  if (link.value === "offline") {
    return <Banner icon="cloudOff" title={t("offline_title")} text={text} onClick={() => go("/outbox")} />;
  }
  return null;
}

export function Dock({ note, more, children }: { note?: ComponentChildren; more?: () => void; children: ComponentChildren }) {
  return (
    <footer class="dock">
      {note && <p class="note">{note}</p>}
      <div class="line">
        {more && <button type="button" class="btn sq" aria-label={t("more")} onClick={more}><Icon name="dots" /></button>}
        {children}
      </div>
    </footer>
  );
}

/** The one filled button. */
export function MainButton(props: { icon?: IconName; hint?: ComponentChildren; disabled?: boolean; onClick: () => unknown; children: ComponentChildren }) {
  return <Button kind="main grow" {...props} />;
}

const TABS: [string, IconName, "today" | "scan" | "parts_tab" | "outbox" | "me"][] = [
  ["/", "calendar", "today"], ["/scan", "scan", "scan"], ["/parts", "part", "parts_tab"], ["/outbox", "send", "outbox"], ["/me", "user", "me"],
];

export function Tabs() {
  const badge = unsent.value + troubled.value.length;
  const unread = unreadInAll();
  return (
    <nav class="tabs" aria-label={t("app")}>
      {TABS.map(([address, icon, word]) => (
        <a key={address} aria-current={path.value === address ? "page" : undefined} {...to(address)}>
          <Icon name={icon} />{t(word)}{word === "outbox" && badge > 0 && <span class="n">{badge}</span>}{word === "me" && unread > 0 && <span class="n">{unread}</span>}
        </a>
      ))}
    </nav>
  );
}
