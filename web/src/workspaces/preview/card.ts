/** What an element stands for: `data-card="lead:5"`. */
export interface Card {
  object: string;
  id: number;
}

export function cardOf(text: string | null | undefined): Card | null {
  const [object, id] = (text ?? "").split(":");
  const number = Number(id);
  return object && Number.isSafeInteger(number) && number > 0 ? { object, id: number } : null;
}
