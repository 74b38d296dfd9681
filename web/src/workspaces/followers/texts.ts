/** Texts of following records. */
export const en = {
  follow: "Follow",
  following: "Following",
  about: "Followers are told what becomes of the record.",
  unfollow: "Unfollow",
  none: "Nobody follows this record.",
  who_one: "{{count}} follower",
  who_other: "{{count}} followers",
};

export const zhHans: typeof en = {
  follow: "关注",
  following: "已关注",
  about: "记录有变化时会通知关注者。",
  unfollow: "取消关注",
  none: "还没有人关注这条记录。",
  who_one: "{{count}} 位关注者",
  who_other: "{{count}} 位关注者",
};
