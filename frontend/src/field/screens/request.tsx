// The customer wants something else: taken on the spot, dispatched when it is sent.
import { useState } from "preact/hooks";
import { act } from "../actions";
import { pick, t, type Word } from "../i18n";
import { go } from "../router";
import { section } from "../store";
import type { Order } from "../types";
import { Icon, Segments } from "../ui/basic";
import { Dock, MainButton, SyncState, Top } from "../ui/frame";

export function NewRequest({ order }: { order: Order }) {
  const kinds = section("service_types") ?? [];
  const [kind, setKind] = useState(order.type.code);
  const [serial, setSerial] = useState(order.asset?.serial ?? "");
  const [words, setWords] = useState("");
  const [severity, setSeverity] = useState("3");
  const finish = async () => {
    await act("new_request", order, { service_type: kind, description: words.trim(), severity: Number(severity), serial });
    go(`/order/${order.uid}`);
  };
  return (
    <div class="has-dock">
      <Top back={`/order/${order.uid}`} title={t("request_new_title")} sub={t("request_new_for", { name: order.customer.name })}><SyncState short /></Top>
      <main>
        <section class="card">
          <h2>{t("kind_of_service")}</h2>
          <div class="chips" role="radiogroup" aria-label={t("kind_of_service")}>
            {kinds.map((row) => <button key={row.code} type="button" class="chip tap" role="radio" aria-checked={row.code === kind} onClick={() => setKind(row.code)}>{pick(row)}</button>)}
          </div>
        </section>
        <section class="card">
          <label class="stack snug"><span class="strong">{t("what_wanted")}</span><textarea class="in" rows={4} maxLength={2000} placeholder={t("what_wanted_hint")} value={words} onInput={(event) => setWords(event.currentTarget.value)} /></label>
        </section>
        <section class="card">
          <h2>{t("which_asset")}</h2>
          <div class="stack" role="radiogroup" aria-label={t("which_asset")}>
            {[...order.assets.map((asset) => ({ value: asset.serial, title: pick(asset), sub: [asset.place, asset.serial].filter(Boolean).join(" · ") })), { value: "", title: t("no_asset_choice"), sub: "" }].map((row) => (
              <label class="opt" key={row.value}><input type="radio" name="asset" checked={serial === row.value} onChange={() => setSerial(row.value)} /><span class="grow"><b>{row.title}</b>{row.sub && <small class="blk">{row.sub}</small>}</span></label>
            ))}
          </div>
        </section>
        <section class="card">
          <h2 class="line"><Icon name="alarm" /> {t("severity")}</h2>
          <Segments label={t("severity")} value={severity} onPick={setSeverity} options={["1", "2", "3", "4"].map((n): [string, string] => [n, t(`sev_${n}` as Word)])} />
        </section>
      </main>
      <Dock><MainButton icon={words.trim() ? "send" : undefined} disabled={!words.trim()} hint={words.trim() ? t("submit_request_hint") : undefined} onClick={finish}>{t(words.trim() ? "submit_request" : "need_description")}</MainButton></Dock>
    </div>
  );
}
