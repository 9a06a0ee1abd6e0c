// The customer rates the visit before the engineer leaves; he may leave it out.
import { change } from "../draft";
import { t, type Word } from "../i18n";
import type { Draft, Order } from "../types";
import { Icon } from "./basic";

const STARS: Word[] = ["star_1", "star_2", "star_3", "star_4", "star_5"];
const TAGS: [string, Word][] = [["on_time", "tag_on_time"], ["explained", "tag_explained"], ["tidy", "tag_tidy"]];

export function Rating({ order, draft }: { order: Order; draft: Draft }) {
  const { rating, tags } = draft;
  const toggle = (tag: string) => void change(order, { tags: tags.includes(tag) ? tags.filter((other) => other !== tag) : [...tags, tag] });
  return (
    <section class="card" id="rating">
      <div><h2>{t("rate_title")}</h2><small class="dim">{t("rate_hint")}</small></div>
      <div class="stars" role="radiogroup" aria-label={t("rate_title")}>
        {STARS.map((word, index) => (
          <button key={word} type="button" role="radio" aria-checked={rating === index + 1} class={index < rating ? "lit" : ""} onClick={() => void change(order, { rating: rating === index + 1 ? 0 : index + 1 })}>
            <Icon name="star" />{t(word)}
          </button>
        ))}
      </div>
      {rating > 0 && (
        <div class="chips">{TAGS.map(([tag, word]) => <button key={tag} type="button" class="chip tap" aria-pressed={tags.includes(tag)} onClick={() => toggle(tag)}>{tags.includes(tag) && <Icon name="check" />}{t(word)}</button>)}</div>
      )}
    </section>
  );
}
