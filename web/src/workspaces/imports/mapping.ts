/** Columns of a file and the fields they go into. Pure. */
export type Mapping = Record<string, string | null>;

export function mappedFields(mapping: Mapping): string[] {
  return Object.values(mapping).filter((field): field is string => !!field);
}

/** Puts a column into a field; a field takes one column only, so another column that had it is left out. */
export function withField(mapping: Mapping, column: string, field: string | null): Mapping {
  const others = Object.entries(mapping).map(([name, held]) => [name, field !== null && held === field ? null : held] as const);
  return { ...Object.fromEntries(others), [column]: field };
}
