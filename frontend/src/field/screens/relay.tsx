// No network for good: what waits leaves this phone as QR codes, and what a colleague's phone shows is read in.
import encodeQR from "qr";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { t } from "../i18n";
import { releaseAll } from "../log";
import { Collector, framesOf, type Collected } from "../relay/frames";
import { carry, pack } from "../relay/parcel";
import { go } from "../router";
import { parcels, queued, waitingShots } from "../store";
import { sync } from "../sync";
import { Button, Icon, Row, Segments, Track } from "../ui/basic";
import { useCamera } from "../ui/camera";
import { Dock, MainButton, Top, say } from "../ui/frame";

const SPEEDS = { slow: 1200, normal: 600, fast: 250 } as const;

function path(text: string): { d: string; size: number } {
  const rows = encodeQR(text, "raw", { ecc: "low", encoding: "alphanumeric", border: 2 });
  const d = rows.map((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : "")).join("")).join("");
  return { d, size: rows.length };
}

function Codes({ frames }: { frames: string[] }) {
  const [index, show] = useState(0);
  const [speed, setSpeed] = useState<keyof typeof SPEEDS>("normal");
  const [running, run] = useState(true);
  const code = useMemo(() => path(frames[index]!), [frames, index]);
  const step = (by: number) => show((now) => (now + by + frames.length) % frames.length);
  useEffect(() => {
    if (!running || frames.length < 2) return;
    const timer = setInterval(() => step(1), SPEEDS[speed]);
    return () => clearInterval(timer);
  }, [running, speed, frames]);
  return (
    <section class="card mid">
      <svg class="qr" viewBox={`0 0 ${code.size} ${code.size}`} role="img" aria-label={t("relay_frame", { n: index + 1, of: frames.length })} shape-rendering="crispEdges"><path d={code.d} /></svg>
      <p class="big" data-frame={frames[index]}>{t("relay_frame", { n: index + 1, of: frames.length })}</p>
      {frames.length > 1 && (
        <>
          <Segments label={t("relay_speed")} value={running ? speed : undefined} onPick={(next) => { setSpeed(next); run(true); }} options={[["slow", t("relay_slow")], ["normal", t("relay_normal")], ["fast", t("relay_fast")]]} />
          <div class="acts"><Button icon="back" onClick={() => { run(false); step(-1); }}>{t("relay_before")}</Button><Button icon="right" onClick={() => { run(false); step(1); }}>{t("relay_after")}</Button></div>
        </>
      )}
    </section>
  );
}

/** `/relay`: this phone's own commands as codes. */
function Give() {
  const [frames, setFrames] = useState<string[] | null>(null);
  const commands = queued.value;
  useEffect(() => {
    if (!commands.length) return;
    void releaseAll().then(() => pack(commands)).then(async (parcel) => setFrames(parcel ? await framesOf(parcel) : []));
  }, [commands.map((c) => c.operation).join()]);
  const copy = () => void navigator.clipboard.writeText(frames!.join("\n")).then(() => say({ text: t("relay_copied") }));
  return (
    <>
      {!commands.length && <p class="card line grn strong"><Icon name="circleCheck" /> {t("nothing_waiting")}</p>}
      {commands.length > 0 && frames?.length === 0 && <p class="card line amb strong"><Icon name="alert" /> {t("relay_no_key")}</p>}
      {commands.length > 0 && !!frames?.length && (
        <>
          <p class="dim">{t("relay_hint", { n: commands.length })}{waitingShots.value.length > 0 && ` ${t("relay_photos", { n: waitingShots.value.length })}`}</p>
          <Codes key={frames[0]} frames={frames} />
          <Button icon="clipboard" onClick={copy}>{t("relay_copy")}</Button>
        </>
      )}
      <Carried />
    </>
  );
}

function Carried() {
  if (!parcels.value.length) return null;
  return (
    <section class="card flush split" aria-label={t("relay_carried")}>
      <div class="hd"><h2>{t("relay_carried")}</h2></div>
      {parcels.value.map((parcel) => (
        <Row key={parcel.id} icon={parcel.state === "refused" ? "circleX" : parcel.state === "sent" ? "circleCheck" : "cloudUp"} tone={parcel.state === "refused" ? "red" : parcel.state === "sent" ? "grn" : ""}
          title={<b>{parcel.id}</b>} sub={parcel.state === "queued" ? t("relay_waits") : parcel.state === "sent" ? t("relay_sent", { n: parcel.message }) : parcel.message} />
      ))}
    </section>
  );
}

/** `/relay/read`: a colleague's codes. */
function Take() {
  const collector = useRef(new Collector());
  const [state, setState] = useState<Collected | null>(null);
  const [typed, setTyped] = useState("");
  const take = (text: string) => {
    const now = collector.current.take(text);
    if (!now) return;
    setState((before) => { if (before?.have.length !== now.have.length) navigator.vibrate?.(30); return now; });
    if (now.have.length === now.of) void finish(now.id);
  };
  const finish = async (id: string) => {
    const parcel = await collector.current.whole(id);
    if (!parcel) return setState(null);
    await carry(id, parcel);
    say({ text: t("relay_taken") });
    void sync();
    go("/relay", { replace: true });
  };
  const { video, state: camera } = useCamera(take, "screens");
  const missing = state ? Array.from({ length: state.of }, (_, i) => i + 1).filter((n) => !state.have.includes(n)) : [];
  return (
    <>
      <div class="view small"><video ref={video} playsInline muted />{camera === "on" && <div class="aim" />}</div>
      <section class="card" aria-live="polite">
        {camera === "none" && <p class="line amb strong"><Icon name="alert" /> {t("relay_no_camera")}</p>}
        {state
          ? <><b>{t("relay_have", { n: state.have.length, of: state.of })}</b><Track value={(100 * state.have.length) / state.of} label={t("relay_have", { n: state.have.length, of: state.of })} />
            {missing.length > 0 && <small>{t("relay_missing", { list: missing.slice(0, 12).join(", ") + (missing.length > 12 ? "…" : "") })}</small>}</>
          : <p class="dim">{t("relay_point")}</p>}
      </section>
      <section class="card"><label class="blk" for="frames">{t("relay_paste")}</label><textarea class="in" id="frames" rows={3} value={typed} onInput={(event) => { setTyped(event.currentTarget.value); event.currentTarget.value.split("\n").forEach(take); }} /></section>
    </>
  );
}

export function RelayScreen({ reads }: { reads: boolean }) {
  return (
    <div class="has-dock">
      <Top back={reads ? "/relay" : "/outbox"} title={t(reads ? "relay_read" : "relay_give")} sub={t("relay_sub")} />
      <main>{reads ? <Take /> : <Give />}</main>
      {!reads && <Dock><MainButton icon="scan" hint={t("relay_read_hint")} onClick={() => go("/relay/read")}>{t("relay_read")}</MainButton></Dock>}
    </div>
  );
}
