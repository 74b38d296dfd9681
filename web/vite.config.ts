/** Builds the pages into `dist`, which the server gives out at `/`; in development, calls go on to the server on port 8000. */
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import unstyled from "./scripts/unstyled.json" with { type: "json" };

const server = process.env["MAGPIE_SERVER"] ?? "http://127.0.0.1:8000";

/** Of the library's styles, those of components that no page has; the rest come as one file, so that no page makes them while it is drawn. */
const unneededStyles = {
  postcssPlugin: "unneeded-styles",
  Rule(rule: { selectors: string[]; remove: () => void; source?: { input: { file?: string } } }) {
    if (rule.source?.input.file?.endsWith("antd/dist/antd.css") && rule.selectors.every((each) => UNNEEDED.test(each))) rule.remove();
  },
};
const UNNEEDED = new RegExp(`^\\.ant-(${Object.values(unstyled).join("|")})(?![a-z])`);

/**
 * Hides icons from screen readers unless they were given words: beside its text a button would be called "edit Edit", and the library's
 * own names of icons are English in every language.
 */
function silentIcons(): Plugin {
  const named = /role: "img",\s+"aria-label": icon\.name\s+\}, restProps/;
  return {
    name: "silent-icons",
    apply: "build",
    transform: (code, id) => {
      if (!/@ant-design\/icons\/es\/components\/AntdIcon(Light)?\.js$/.test(id)) return null;
      if (!named.test(code)) throw new Error("The icons name themselves in another way than before: see silentIcons.");
      return code.replace(named, '...("aria-label" in restProps ? { role: "img" } : { "aria-hidden": true }) }, restProps');
    },
  };
}

export default defineConfig({
  plugins: [silentIcons(), react()],
  css: { postcss: { plugins: [unneededStyles] } },
  build: {
    target: "es2023",
    chunkSizeWarningLimit: 1500,
    manifest: true,
    // What many pages need comes in one file: a hundred small ones compress badly and are slow to fetch.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: "base", test: /node_modules/, minShareCount: 40 }, { name: "common", minShareCount: 20 }] } } },
  },
  server: {
    port: 5173,
    proxy: {
      "/api": { target: server },
      "/_allauth": { target: server },
      "/ws": { target: server.replace("http", "ws"), ws: true },
    },
  },
  test: { environment: "jsdom", setupFiles: ["tests/setup.ts"], include: ["src/**/*.test.{ts,tsx}", "tests/**/*.test.{ts,tsx}"] },
});
