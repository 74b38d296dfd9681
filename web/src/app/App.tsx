/** Providers around everything: server data, look, language, dialogs that calls may need, and the routes. */
import { QueryClientProvider } from "@tanstack/react-query";
import { ConfigProvider } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { RouterProvider } from "react-router";
import { AppearanceContext } from "./AppearanceContext";
import { useComponentLocale } from "./componentLocale";
import { queryClient } from "./queryClient";
import { router } from "./routes";
import { isDark, storeAppearance, storedAppearance, themeFor, type Appearance } from "./theme";

export function App() {
  const { i18n } = useTranslation();
  const locale = useComponentLocale(i18n.language);
  const [appearance, setAppearance] = useState<Appearance>(storedAppearance);
  const [dark, setDark] = useState(() => isDark(storedAppearance()));

  useEffect(() => {
    const media = window.matchMedia("(prefers-color-scheme: dark)");
    const follow = () => setDark(isDark(storedAppearance()));
    media.addEventListener("change", follow);
    return () => media.removeEventListener("change", follow);
  }, []);

  useEffect(() => {
    document.documentElement.dataset["theme"] = dark ? "dark" : "light";
  }, [dark]);

  const change = (next: Appearance) => {
    storeAppearance(next);
    setAppearance(next);
    setDark(isDark(next));
  };

  return (
    <QueryClientProvider client={queryClient}>
      <ConfigProvider theme={themeFor(dark)} {...(locale ? { locale } : {})} componentSize="middle" button={{ autoInsertSpace: false }}>
        <AppearanceContext value={{ appearance, dark, change }}>
          <RouterProvider router={router} />
        </AppearanceContext>
      </ConfigProvider>
    </QueryClientProvider>
  );
}
