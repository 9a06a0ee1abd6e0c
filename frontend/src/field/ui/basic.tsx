// Small parts that every screen uses.
import type { ComponentChildren, CSSProperties, TargetedInputEvent } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { shapes, type IconName } from "../icons";
import { t } from "../i18n";
import { link } from "../router";

export function Icon({ name, tone = "" }: { name: IconName; tone?: string }) {
  return <svg class={`i ${tone}`} viewBox="0 0 24 24" aria-hidden="true" dangerouslySetInnerHTML={{ __html: shapes[name] }} />;
}

export function Chip({ icon, tone = "", children }: { icon?: IconName; tone?: string; children: ComponentChildren }) {
  return <span class={`chip ${tone}`}>{icon && <Icon name={icon} />} {children}</span>;
}

type RowProps = { icon?: IconName; tone?: string; to?: string; onClick?: () => void; title: ComponentChildren; sub?: ComponentChildren; end?: ComponentChildren; on?: boolean; id?: string; chevron?: boolean };

/** A line of a card: icon, words, something at the end; a link or a button when it leads somewhere. */
export function Row({ icon, tone, to, onClick, title, sub, end, on, id, chevron = !!(to || onClick) }: RowProps) {
  const content = (
    <>
      {icon && <Icon name={icon} tone={tone} />}
      <span class="grow">{title}{sub && <span class="sub">{sub}</span>}</span>
      {end}
      {chevron && <Icon name="right" />}
    </>
  );
  const props = { class: `row ${on ? "on" : ""}`, id };
  if (to) return <a {...props} {...link(to)}>{content}</a>;
  if (onClick) return <button type="button" {...props} onClick={onClick}>{content}</button>;
  return <div {...props}>{content}</div>;
}

export function Head({ title, end }: { title: ComponentChildren; end?: ComponentChildren }) {
  return <div class="hd"><h2>{title}</h2>{end && <span class="end">{end}</span>}</div>;
}

type ButtonProps = { icon?: IconName; kind?: string; to?: string; disabled?: boolean; pressed?: boolean; label?: string; onClick?: () => unknown; children?: ComponentChildren; hint?: ComponentChildren };

/** What a tap began ends before the next tap counts: nothing is asked for twice. */
function useOneAtATime(onClick: (() => unknown) | undefined): () => void {
  const busy = useRef(false);
  const tap = async (): Promise<void> => {
    if (busy.current) return;
    busy.current = true;
    try {
      await onClick?.();
    } finally {
      busy.current = false;
    }
  };
  return () => void tap();
}

export function Button({ icon, kind = "", to, disabled, pressed, label, onClick, children, hint }: ButtonProps) {
  const content = <>{icon && <Icon name={icon} />}{(children || hint) && <span>{children}{hint && <small>{hint}</small>}</span>}</>;
  const props = { class: `btn ${kind}`, "aria-label": label, "aria-pressed": pressed };
  const tap = useOneAtATime(onClick);
  if (to && !disabled) return <a {...props} {...link(to)}>{content}</a>;
  return <button type="button" {...props} disabled={disabled} onClick={tap}>{content}</button>;
}

export function IconButton({ icon, label, onClick, to, pressed }: { icon: IconName; label: string; onClick?: () => void; to?: string; pressed?: boolean }) {
  if (to) return <a class="ib" aria-label={label} {...link(to)}><Icon name={icon} /></a>;
  return <button type="button" class="ib" aria-label={label} aria-pressed={pressed} onClick={onClick}><Icon name={icon} /></button>;
}

export function Segments<T extends string>({ label, options, value, onPick }: { label: string; options: [T, string][]; value: T | undefined; onPick: (value: T) => void }) {
  return (
    <div class="seg" role="group" aria-label={label}>
      {options.map(([key, text]) => <button key={key} type="button" aria-pressed={key === value} onClick={() => onPick(key)}>{text}</button>)}
    </div>
  );
}

/** How many; one less than one removes the thing, where that is possible. */
export function Quantity({ value, max, onChange, onRemove }: { value: number; max?: number; onChange: (value: number) => void; onRemove?: () => void }) {
  const removes = value <= 1 && !!onRemove;
  return (
    <span class="qty">
      <button type="button" class="ib" aria-label={t(removes ? "remove" : "less")} disabled={value <= 1 && !onRemove} onClick={() => (removes ? onRemove() : onChange(value - 1))}><Icon name={removes ? "trash" : "minus"} /></button>
      <output>{value}</output>
      <button type="button" class="ib" aria-label={t("add")} disabled={max !== undefined && value >= max} onClick={() => onChange(value + 1)}><Icon name="plus" /></button>
    </span>
  );
}

/** A sheet from below: focus goes in and comes back, Escape and the veil close it. */
export function Sheet({ title, sub, onClose, children }: { title: string; sub?: ComponentChildren; onClose: () => void; children: ComponentChildren }) {
  const sheet = useRef<HTMLElement>(null);
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    sheet.current?.focus();
    const key = (event: KeyboardEvent) => event.key === "Escape" && onClose();
    addEventListener("keydown", key);
    return () => { removeEventListener("keydown", key); before?.focus?.(); };
  }, []);
  return (
    <>
      <button type="button" class="veil" aria-label={t("close")} tabIndex={-1} onClick={onClose} />
      <section class="sheet" role="dialog" aria-modal="true" aria-label={title} tabIndex={-1} ref={sheet}>
        <div class="line"><div class="grow">{sub && <small>{sub}</small>}<h1>{title}</h1></div><IconButton icon="x" label={t("close")} onClick={onClose} /></div>
        {children}
      </section>
    </>
  );
}

export function Track({ value, tone, label }: { value: number; tone?: "amb" | "red"; label: string }) {
  const percent = Math.max(0, Math.min(100, Math.round(value)));
  const style = { "--v": `${percent}%`, ...(tone ? { "--c": `var(--${tone})` } : {}) } as CSSProperties;
  return <div class="track" role="progressbar" aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent} aria-label={label} style={style}><i /></div>;
}

export function SearchBox({ value, label, placeholder, onInput, autofocus }: { value: string; label: string; placeholder?: string; onInput: (value: string) => void; autofocus?: boolean }) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => { if (autofocus) input.current?.focus(); }, []);
  return (
    <label class="find">
      <Icon name="search" /><span class="sr">{label}</span>
      <input class="in" ref={input} value={value} placeholder={placeholder} autocomplete="off" autocapitalize="off" spellcheck={false} onInput={(event) => onInput(event.currentTarget.value)} />
      {value && <IconButton icon="x" label={t("clear")} onClick={() => onInput("")} />}
    </label>
  );
}

type Typed = TargetedInputEvent<HTMLInputElement | HTMLTextAreaElement>;

/** Props of a text that is saved on every keystroke: while it has the focus, a slower save never overwrites what is typed. */
export function useTyped(value: string, save: (text: string) => void) {
  const [text, setText] = useState(value);
  const [focused, setFocused] = useState(false);
  return {
    value: focused ? text : value,
    onFocus: () => { setText(value); setFocused(true); },
    onBlur: () => setFocused(false),
    onInput: (event: Typed) => { setText(event.currentTarget.value); save(event.currentTarget.value); },
  };
}
