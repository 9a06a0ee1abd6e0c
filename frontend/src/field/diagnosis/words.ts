// Words of the diagnosis screens; they are loaded with them, not with the app.
import { pick } from "../i18n";

const WORDS = {
  choose: { zh: "选择故障树", en: "Choose a fault tree" },
  fits: { zh: "符合报修现象", en: "Fits the reported symptom" },
  begun: { zh: "已开始", en: "Begun" },
  codes: { zh: "故障代码", en: "Display codes" },
  find_code: { zh: "输入代码或文字", en: "Type the code or words" },
  no_code: { zh: "代码表里没有", en: "Not in the list of codes" },
  note_code: { zh: "记下代码 {n}", en: "Note code {n}" },
  noted: { zh: "已记下 · 存在本机", en: "Noted · saved on this phone" },
  healthy: { zh: "正常 {n}", en: "Healthy {n}" },
  enter: { zh: "确定", en: "Enter" },
  value: { zh: "测量值", en: "Measured value" },
  not_number: { zh: "请填写数字", en: "Enter a number" },
  undo: { zh: "撤销回答", en: "Undo answer" },
  path: { zh: "已走的步骤", en: "Steps so far" },
  conclusion: { zh: "诊断结论", en: "Conclusion" },
  use: { zh: "填入服务记录", en: "Use in the record" },
  used: { zh: "已填入服务记录", en: "Taken into the record" },
  parts: { zh: "需要的备件", en: "Parts needed" },
  low: { zh: "偏低", en: "too low" },
  high: { zh: "偏高", en: "too high" },
  ok: { zh: "合格", en: "within limits" },
  remote: { zh: "远程处理", en: "Remote work" },
  remote_hint: { zh: "电话或视频解决时登记", en: "When it is done by phone or video" },
  means: { zh: "方式", en: "By what means" },
  phone: { zh: "电话", en: "Phone" },
  video: { zh: "视频", en: "Video" },
  screen: { zh: "共享屏幕", en: "Shared screen" },
  began: { zh: "{n} 分钟前开始", en: "Began {n} minutes ago" },
  done: { zh: "做了什么", en: "What was done" },
  save: { zh: "登记", en: "Log it" },
} as const;

export const w = (word: keyof typeof WORDS, n: string | number = ""): string => pick(WORDS[word]).replace("{n}", String(n));
