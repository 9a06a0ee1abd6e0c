// The PIN: typed when the app opens, chosen on a new phone or after it was forgotten.
import { useState } from "preact/hooks";
import { t } from "../i18n";
import { choosePin, forgotten, owner, unlock } from "../start";
import { PIN_DIGITS } from "../vault";
import { Button, Icon } from "../ui/basic";
import { LOGIN } from "./welcome";

interface FieldProps {
  id: string;
  label: string;
  value: string;
  onChange: (value: string) => void;
  fresh?: boolean;
  busy?: boolean;
}

function PinField({ id, label, value, onChange, fresh, busy }: FieldProps) {
  return (
    <label class="pin"><small>{label}</small>
      <input id={id} type="password" inputMode="numeric" maxLength={12} autocomplete={fresh ? "new-password" : "current-password"} autofocus={id === "pin"} readOnly={busy}
        value={value} onInput={(event) => onChange(event.currentTarget.value.replace(/\D/g, ""))} /></label>
  );
}

interface PageProps {
  title: string;
  text: string;
  problem: string;
  onSubmit: () => void;
  children: preact.ComponentChildren;
}

function PinPage({ title, text, problem, onSubmit, children }: PageProps) {
  return (
    <main class="welcome"><Icon name="lock" /><h1>{title}</h1><p class="dim">{text}</p>
      <form onSubmit={(event) => { event.preventDefault(); onSubmit(); }}>{children}<p class="red" role="alert">{problem}</p></form></main>
  );
}

export function UnlockPin() {
  const [pin, setPin] = useState("");
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const open = async () => {
    if (busy || pin.length < PIN_DIGITS) return;
    setBusy(true);
    setProblem(""); // the last answer is not the one to this try, and the same words are read out again only when they were gone
    const answer = await unlock(pin);
    setBusy(false);
    if (answer === "open") return;
    setPin("");
    setProblem(t(`pin_${answer}`));
  };
  const forgot = async () => {
    const answer = await forgotten();
    if (answer === "sign_in") location.assign(LOGIN);
    else if (answer !== "opened") setProblem(t(`pin_forgot_${answer}`, { owner: owner.value }));
  };
  return (
    <PinPage title={t("pin_title")} text={t("pin_text", { owner: owner.value })} problem={problem} onSubmit={() => void open()}>
      <PinField id="pin" label={t("pin")} value={pin} onChange={setPin} busy={busy} />
      <button class="btn main" disabled={busy || pin.length < PIN_DIGITS}><span>{t(busy ? "pin_working" : "pin_open")}</span></button>
      <Button onClick={() => forgot()}>{t("pin_forgot")}</Button>
    </PinPage>
  );
}

export function NewPin() {
  const [pin, setPin] = useState("");
  const [second, setSecond] = useState("");
  const [problem, setProblem] = useState("");
  const set = () => {
    if (pin.length < PIN_DIGITS) setProblem(t("pin_short", { n: PIN_DIGITS }));
    else if (pin !== second) setProblem(t("pin_differs"));
    else void choosePin(pin);
  };
  return (
    <PinPage title={t("pin_new_title")} text={t("pin_new_text", { n: PIN_DIGITS })} problem={problem} onSubmit={set}>
      <PinField id="pin" label={t("pin")} value={pin} onChange={setPin} fresh />
      <PinField id="pin2" label={t("pin_again")} value={second} onChange={setSecond} fresh />
      <button class="btn main"><span>{t("pin_set")}</span></button>
    </PinPage>
  );
}
