// Words of serial numbers, batches and photos of checklist steps.
export const piecesZh = {
  piece_serial: "序列号", piece_batch: "批次", piece_which_serial: "用哪一个？", piece_which_batch: "用哪一批？", piece_choose_serial: "选序列号", piece_choose_batch: "选批次", piece_type: "输入或筛选号码", piece_use: "用 {code}",
  piece_missing: "缺号码", piece_not_here: "账上不在你车上", piece_not_here_hint: "确实在车上？先到“备件”里盘点。", piece_twice: "用了两次", piece_short: "这一批没有这么多", piece_none: "车上没有登记的号码", piece_here: "在车上", piece_unknown_n: "另有 {n} 件没登记号码",
  piece_of: "{what}的号码", piece_found: "点到的打勾；没勾的记为不在", piece_all_gone: "车上一个都没有", piece_hand: "交出哪些？", piece_add: "加上 {code}", piece_first: "先选号码", parts_refused: "部分用件没有出车",
  sign_flip: "正负号", photo_of: "{what}的照片", photo_step: "要 {n} 张照片", photo_step_left: "还差 {n} 张照片", photo_step_ok: "照片 {n} 张", photo_step_free: "照片选拍", photo_marked: "已标", photo_take: "拍照", in_photos: "、照片随后",
};
