// Words of the chats; they are loaded with them, not with the app.
import { pick } from "../i18n";

const WORDS = {
  case_note: { zh: "客户看不到", en: "The customer does not see it" },
  team_note: { zh: "网点同事都能看到", en: "Everybody of the outlet reads it" },
  team: { zh: "网点群聊", en: "Team chat" },
  chats: { zh: "聊天", en: "Chats" },
  empty_case: { zh: "还没有消息", en: "Nothing said yet" },
  empty_case_text: { zh: "到场时间、现场情况，写给坐席；没网也能写。", en: "Write to the desk how it goes; works without a network." },
  empty_team_text: { zh: "借备件、提醒路况，写给同事；没网也能写。", en: "Ask colleagues, lend parts, warn of traffic; works without a network." },
  write_case: { zh: "写给坐席", en: "Write to the desk" },
  write_team: { zh: "写给同事", en: "Write to the team" },
  waits: { zh: "待发", en: "waiting" },
  sent: { zh: "已发", en: "sent" },
  read: { zh: "已读", en: "read" },
  refused: { zh: "退回，见发件箱", en: "sent back, see the outbox" },
  photo: { zh: "拍照发送", en: "Send a photo" },
  picture_of: { zh: "{n}的图片", en: "Picture of {n}" },
  picture_comes: { zh: "图片还在路上", en: "picture on its way" },
  a_picture: { zh: "[图片]", en: "[picture]" },
  fresh: { zh: "新消息", en: "New" },
  me: { zh: "我", en: "Me" },
} as const;

export const w = (word: keyof typeof WORDS, n: string | number = ""): string => pick(WORDS[word]).replace("{n}", String(n));
