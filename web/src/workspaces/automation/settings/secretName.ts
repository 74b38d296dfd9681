/** What a secret may be called. */
export const SECRET_NAME = /^[a-z][a-z0-9_]{0,39}$/;

/** What a person types, as near to a name as can be: capitals, spaces and hyphens are what people try first. */
export const asSecretName = (typed: string): string => typed.trimStart().toLowerCase().replace(/[\s-]+/g, "_");
