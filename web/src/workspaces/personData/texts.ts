/** Texts of giving out and erasing a person's data. */
export const en = {
  button: "Personal data",
  title: "Personal data of {{name}}",
  export: "Give out",
  exportAbout: "A ZIP of all that is kept about this person: a page to read, the same for programs, and their files.",
  reason: "Reason",
  reasonHint: "Such as: asked by letter of 3 March. Name nobody here.",
  download: "Download the ZIP",
  erase: "Erase",
  eraseAbout: "Name, addresses, mails' texts, consents, visits and files of this person are erased everywhere, in the history too. Deals, orders and money documents stay, without the person. Nobody can take this back, and nobody may contact them again.",
  others: "Also erase these records of the same person",
  type: "Type “{{name}}” to confirm",
  confirm: "Erase for ever",
  erased: "The data of this person are erased.",
  company: "This is a company. Set its market segment to “Private person” if it is one.",
};

export const zhHans = {
  button: "个人信息",
  title: "{{name}} 的个人信息",
  export: "导出",
  exportAbout: "将该人的全部留存信息打包为 ZIP：可阅读的网页、供程序使用的数据以及附件。",
  reason: "原因",
  reasonHint: "例如：3 月 3 日来函要求。请勿填写对方姓名。",
  download: "下载 ZIP",
  erase: "删除",
  eraseAbout: "该人的姓名、联系方式、邮件内容、同意记录、访问记录和附件将从所有位置（包括历史记录）删除。商机、订单和财务单据会保留，但不再包含个人信息。此操作无法撤销，今后任何人都不得再联系对方。",
  others: "一并删除同一人的其他记录",
  type: "请输入“{{name}}”以确认",
  confirm: "永久删除",
  erased: "该人的个人信息已删除。",
  company: "这是一家公司。如果是个人客户，请把客户规模设为“个人”。",
};
