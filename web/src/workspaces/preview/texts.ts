/** Texts of previews, hover cards and unsaved edits. */
export const en = {
  preview: "Preview",
  open: "Open fully",
  previous: "Previous record",
  next: "Next record",
  place: "{{place}} / {{count}}",
  gone: "This record does not exist, or you may not see it.",
  unsaved_one: "{{count}} entry is not saved yet:",
  unsaved_other: "{{count}} entries are not saved yet:",
  goOn: "Go on",
  discard: "Discard",
  newOne: "New {{object}}",
};

export const zhHans: typeof en = {
  preview: "预览",
  open: "打开详情页",
  previous: "上一条",
  next: "下一条",
  place: "{{place}} / {{count}}",
  gone: "记录不存在，或您无权查看。",
  unsaved_one: "有 {{count}} 处填写尚未保存：",
  unsaved_other: "有 {{count}} 处填写尚未保存：",
  goOn: "继续",
  discard: "丢弃",
  newOne: "新建{{object}}",
};
