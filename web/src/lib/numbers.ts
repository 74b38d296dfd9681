/** Numbers and money for people. Decimals come as strings and are never turned into floating point to be shown. */

/** The string form keeps all digits (Intl takes decimal strings as they are). */
type Exact = Intl.StringNumericLiteral;

export function showNumber(value: unknown, decimals?: number | null, language?: string): string {
  if (value === null || value === undefined || value === "") return "";
  if (Number.isNaN(Number(value))) return String(value);
  const options: Intl.NumberFormatOptions = decimals === null || decimals === undefined ? { maximumFractionDigits: 6 } : { minimumFractionDigits: 0, maximumFractionDigits: decimals };
  return new Intl.NumberFormat(language, options).format(String(value) as Exact);
}

export function showMoney(value: unknown, currency?: string | null, language?: string): string {
  if (value === null || value === undefined || value === "") return "";
  if (Number.isNaN(Number(value))) return String(value);
  try {
    return new Intl.NumberFormat(language, currency ? { style: "currency", currency, currencyDisplay: "narrowSymbol" } : { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(String(value) as Exact);
  } catch {
    return `${String(value)} ${currency ?? ""}`.trim();
  }
}

/** Short for the head of a board column: ¥1.2万 / ¥12K. */
export function showMoneyShort(value: unknown, currency: string, language?: string): string {
  try {
    return new Intl.NumberFormat(language, { style: "currency", currency, currencyDisplay: "narrowSymbol", notation: "compact", maximumFractionDigits: 1 }).format(Number(value));
  } catch {
    return showMoney(value, currency, language);
  }
}

export function showSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
