import type { piecesZh } from "./words.pieces.zh";

export const piecesEn: Record<keyof typeof piecesZh, string> = {
  piece_serial: "Serial number", piece_batch: "Batch", piece_which_serial: "Which one?", piece_which_batch: "Which batch?", piece_choose_serial: "Choose serial", piece_choose_batch: "Choose batch", piece_type: "Type or filter a number", piece_use: "Use {code}",
  piece_missing: "number missing", piece_not_here: "not in your van by the books", piece_not_here_hint: "Is it really there? Count it under Parts first.", piece_twice: "used twice", piece_short: "not so many of this batch", piece_none: "No numbers known in the van", piece_here: "in the van", piece_unknown_n: "{n} more without a known number",
  piece_of: "Number of {what}", piece_found: "Tick what you find; the rest is booked as gone", piece_all_gone: "None is in the van", piece_hand: "Which ones?", piece_add: "Add {code}", piece_first: "Choose numbers first", parts_refused: "Some parts were not taken from the van",
  sign_flip: "Change sign", photo_of: "Photo: {what}", photo_step: "Photos needed: {n}", photo_step_left: "Photos still needed: {n}", photo_step_ok: "Photos: {n}", photo_step_free: "Photo optional", photo_marked: "marked", photo_take: "Take photo", in_photos: ", photos follow",
};
