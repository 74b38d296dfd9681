/** A person as initials on a quiet colour that stays the same for the name: a plain element, since the library's measures itself each time. */

const COLORS = ["#3f6fb5", "#28796e", "#8a6d3b", "#7a5aa6", "#b0563f", "#4d7c3a", "#a24d78", "#5a6b7f"];

export function initialsOf(name: string): string {
  const trimmed = name.trim();
  const chinese = trimmed.match(/[\u3400-\u9fff]/g);
  if (chinese) return chinese.slice(-1).join("");
  const words = trimmed.split(/\s+/);
  return ((words[0]?.[0] ?? "") + (words.length > 1 ? (words.at(-1)?.[0] ?? "") : "")).toUpperCase();
}

export function PersonAvatar({ name, size = 22 }: { name: string; size?: number }) {
  let sum = 0;
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return (
    <span className="avatar" style={{ width: size, height: size, lineHeight: `${size}px`, fontSize: size * 0.46, backgroundColor: COLORS[sum % COLORS.length] }}>
      {initialsOf(name)}
    </span>
  );
}
