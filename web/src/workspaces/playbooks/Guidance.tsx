/** Text in paragraphs; lines that begin with "- " are a list. */
export function Guidance({ text }: { text: string }) {
  const blocks: { list: boolean; lines: string[] }[] = [];
  for (const line of text.split("\n").map((each) => each.trim())) {
    if (!line) continue;
    const list = line.startsWith("- ");
    const last = blocks.at(-1);
    if (list && last?.list) last.lines.push(line.slice(2));
    else blocks.push({ list, lines: [list ? line.slice(2) : line] });
  }
  return (
    <>
      {blocks.map((block, at) =>
        block.list ? (
          <ul key={at}>
            {block.lines.map((line, number) => (
              <li key={number}>{line}</li>
            ))}
          </ul>
        ) : (
          <p key={at}>{block.lines[0]}</p>
        ),
      )}
    </>
  );
}
