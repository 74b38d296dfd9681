/** Builds the pages into `dist`, which the server gives out at `/`; in development, calls go on to the server on port 8000. */
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const server = process.env["MAGPIE_SERVER"] ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react()],
  build: { target: "es2023", chunkSizeWarningLimit: 1500, manifest: true },
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
