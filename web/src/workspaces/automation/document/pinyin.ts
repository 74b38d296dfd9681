/** Finding Chinese words by the first letters of their pinyin (`yj` finds 移交), by where each character is sorted. Pure. */

/** The first character, in pinyin order, of each letter that begins a syllable. */
const LETTERS = "ABCDEFGHJKLMNOPQRSTWXYZ";
const FIRST = "阿芭擦搭蛾发噶哈击喀垃妈拿哦啪期然撒塌挖昔压匝";

let collator: Intl.Collator | null = null;

function letterOf(character: string): string {
  if (!/[㐀-鿿]/u.test(character)) return character.toLowerCase();
  collator ??= new Intl.Collator("zh-Hans-CN-u-co-pinyin");
  let found = "";
  for (const [at, start] of [...FIRST].entries()) {
    if (collator.compare(character, start) < 0) break;
    found = LETTERS[at] ?? "";
  }
  return found.toLowerCase();
}

const known = new Map<string, string>();

export function initialsOf(text: string): string {
  const cached = known.get(text);
  if (cached !== undefined) return cached;
  const initials = [...text].map(letterOf).join("").replace(/[^a-z0-9]/g, "");
  known.set(text, initials);
  return initials;
}

/** How well a text answers what was typed: 0 at its beginning, 1 inside, 2 by initials; null if not at all. */
export function fit(text: string, typed: string): number | null {
  const wanted = typed.trim().toLowerCase();
  if (!wanted) return 1;
  const at = text.toLowerCase().indexOf(wanted);
  if (at >= 0) return at === 0 ? 0 : 1;
  return /^[a-z0-9]+$/.test(wanted) && initialsOf(text).includes(wanted) ? 2 : null;
}
