/** The start of the pages. */
import "antd/dist/antd.css"; // before all others, which may say otherwise
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { foresee, takeLanguage } from "./app/foresee";
import { startTranslations } from "./app/i18n";
import "./ui/magpie.css";

/** For so long what the first page needs is waited for, so that it is drawn once; then it is drawn as far as it is there. */
const PATIENCE_MS = 1_000;

async function start(root: HTMLElement): Promise<void> {
  const foreseen = foresee().catch(() => undefined); // whoever needs it finds out by themselves
  await startTranslations();
  await Promise.race([foreseen, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
  await takeLanguage();
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}

const root = document.getElementById("root");
if (root) void start(root);
