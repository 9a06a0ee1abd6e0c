// Words of the door check, the relay and push notifications.
export const trustZh = {
  door_code: "核身码", door_left: "{n} 秒后换新号", door_show: "请给客户看这个号码。客户链接里的号码相同，就是您本人。", door_none: "同步一次才有核身码", door_row: "到门口给客户核对，离线也能用",
  way_title: "途中让客户看到距离", way_text: "只在出发到到达之间，只给大概距离和时间；不保存位置，到达即停。随时可以关。", way_no: "不显示", way_yes: "显示", c_share_way: "途中距离",
  push_title: "消息提醒", push_on: "应用关着也会提醒：新单、改时间、收回", push_off: "现在靠短信。开启后改为直接提醒，没送到再发短信。", push_denied: "浏览器已禁止提醒，请在系统设置里打开；现在靠短信。", push_none: "这台手机不支持提醒，照常发短信。", push_allow: "开启提醒", push_stop: "关闭提醒", push_failed: "没有开启，照常发短信",
  relay_give: "用二维码交出去", relay_sub: "一直没网时用", relay_row: "让同事或网点扫码带走，签名加密", relay_hint: "{n} 条记录。请同事在“发件箱 → 用二维码交出去 → 读同事的码”里扫，或给网点电脑扫；漏了的会再轮到。", relay_photos: "{n} 张照片留在本机，有网再传。",
  relay_frame: "第 {n} / {of} 张", relay_speed: "速度", relay_slow: "慢", relay_normal: "中", relay_fast: "快", relay_before: "上一张", relay_after: "下一张", relay_copy: "复制为文字", relay_copied: "已复制", relay_no_key: "本机注册后还没连过网，先连一次网才能用",
  relay_read: "读同事的码", relay_read_hint: "先存本机，有网就替他交", relay_point: "对准同事手机上的二维码，任意一张开始都行", relay_have: "已读 {n} / {of}", relay_missing: "还缺：{list}", relay_taken: "已收下，有网就交", relay_paste: "或粘贴文字", relay_no_camera: "没有相机，请粘贴文字",
  relay_carried: "替同事带的", relay_waits: "等网络", relay_sent: "已交，{n} 条入账",
};
