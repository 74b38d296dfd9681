/** The start of the pages. */
import "antd/dist/antd.css"; // before all others, which may say otherwise
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { startTranslations } from "./app/i18n";
import "./ui/magpie.css";

const RELOADED = "magpie.reloaded";

// After an upgrade the parts that an open page has not loaded yet are gone from the server: fetch the page anew, once.
window.addEventListener("vite:preloadError", (event) => {
  const last = Number(sessionStorage.getItem(RELOADED) ?? 0);
  if (Date.now() - last < 30_000) return;
  sessionStorage.setItem(RELOADED, String(Date.now()));
  event.preventDefault();
  location.reload();
});

const root = document.getElementById("root");
if (root) {
  void startTranslations().then(() =>
    createRoot(root).render(
      <StrictMode>
        <App />
      </StrictMode>,
    ),
  );
}
