/** The start of the pages. */
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "./app/i18n";
import { App } from "./app/App";
import "./ui/magpie.css";

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
