import "@testing-library/jest-dom/vitest";
import { cleanup } from "@testing-library/react";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { afterEach } from "vitest";
import { en } from "../src/app/texts/en";

void i18next.use(initReactI18next).init({ lng: "en", resources: { en: { translation: structuredClone(en) } }, interpolation: { escapeValue: false }, initAsync: false, showSupportNotice: false });

// The pages ask for these; the test browser has none of them.
Element.prototype.scrollIntoView ??= () => undefined;
window.matchMedia ??= (query: string) => ({ matches: false, media: query, addEventListener: () => undefined, removeEventListener: () => undefined }) as unknown as MediaQueryList;
globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};

afterEach(cleanup);
