/** The look: calm and dense, light and dark. Numbers here, not in components. */
import { theme as antd, type ThemeConfig } from "antd";

export type Appearance = "light" | "dark" | "system";

const KEY = "magpie.appearance";

export function storedAppearance(): Appearance {
  const value = localStorage.getItem(KEY);
  return value === "light" || value === "dark" ? value : "system";
}

export function storeAppearance(appearance: Appearance): void {
  if (appearance === "system") localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, appearance);
}

export function isDark(appearance: Appearance): boolean {
  return appearance === "dark" || (appearance === "system" && window.matchMedia("(prefers-color-scheme: dark)").matches);
}

export function themeFor(dark: boolean): ThemeConfig {
  return {
    algorithm: dark ? antd.darkAlgorithm : antd.defaultAlgorithm,
    cssVar: { key: "magpie" },
    token: {
      colorPrimary: dark ? "#4c8dea" : "#1f5fbf",
      colorInfo: dark ? "#4c8dea" : "#1f5fbf",
      colorLink: dark ? "#6ba3f2" : "#1a56b0",
      borderRadius: 4,
      fontSize: 13,
      controlHeight: 30,
      controlHeightSM: 24,
      fontFamily: "system-ui, -apple-system, 'Segoe UI', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif",
      ...(dark ? { colorBgLayout: "#14171c", colorBgContainer: "#1b1f26", colorBgElevated: "#242932" } : { colorBgLayout: "#f2f4f7" }),
    },
    components: {
      Table: { cellPaddingBlockSM: 5, cellPaddingInlineSM: 8, headerBg: dark ? "#20252d" : "#f5f7fa" },
      Form: { itemMarginBottom: 12, verticalLabelPadding: "0 0 2px" },
      Card: { headerHeightSM: 34, bodyPaddingSM: 10 },
    },
  };
}
