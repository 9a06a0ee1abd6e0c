// Before there is data: sign in, register, or why neither is possible now.
import { t, type Word } from "../i18n";
import { begin, owner, signedInAs, stage } from "../start";
import { link } from "../sync";
import { kept } from "../store";
import { NewPin, UnlockPin } from "./pin";
import { Icon } from "../ui/basic";
import { MainButton } from "../ui/frame";
import type { IconName } from "../icons";

export const LOGIN = "/accounts/login/?next=/field/";

function Page({ icon, title, text, children }: { icon: IconName; title: string; text: string; children?: preact.ComponentChildren }) {
  return <main class="welcome"><Icon name={icon} /><h1>{title}</h1><p class="dim">{text}</p>{children}</main>;
}

export function Welcome() {
  const signIn = <MainButton icon="user" onClick={() => location.assign(LOGIN)}>{t("sign_in")}</MainButton>;
  const retry = <MainButton icon="refresh" onClick={begin}>{t("retry")}</MainButton>;
  if (link.value === "wiped") return <Page icon="trash" title={t("wiped_title")} text={t("wiped_text")}>{signIn}</Page>;
  switch (stage.value) {
    case "locked":
      return <UnlockPin />;
    case "new_pin":
      return <NewPin />;
    case "sign_in":
      return <Page icon="user" title={t("first_title")} text={t("sign_in_text")}>{signIn}</Page>;
    case "not_engineer":
      return <Page icon="alert" title={t("not_engineer")} text={t("not_engineer_text")}>{signIn}</Page>;
    case "other_user":
      return <Page icon="users" title={t("other_user", { name: signedInAs.value })} text={t("other_user_text", { n: kept.value, owner: owner.value })}>{signIn}</Page>;
    case "first_offline":
      return <Page icon="cloudOff" title={t("first_offline")} text={t("first_offline_text")}>{retry}</Page>;
    default:
      return <Page icon="refresh" title={t("loading" satisfies Word)} text={t("loading_text")} />;
  }
}
