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

/** Colours that the library's own would make too pale to read: 4.5 to 1 is what people with weaker eyes need (WCAG 2 AA). */
const light = {
  colorPrimary: "#1f5fbf",
  colorInfo: "#1f5fbf",
  colorLink: "#1a56b0",
  colorError: "#cf2a2e",
  colorSuccess: "#2e8019",
  colorErrorBg: "#fff2f0",
  colorErrorBorder: "#ffccc7",
  colorSuccessBg: "#f1faec",
  colorSuccessBorder: "#b7dfa5",
  colorTextTertiary: "#626975",
  colorTextPlaceholder: "#6d7480",
  colorBgLayout: "#f2f4f7",
};

const dark: typeof light = {
  colorPrimary: "#3874cd", // white can be read on it; words in this colour are in that of links
  colorInfo: "#3874cd",
  // The library darkens these three
  colorLink: "#8cbaff",
  colorError: "#ff8589",
  colorSuccess: "#72d158",
  colorErrorBg: "#33191b",
  colorErrorBorder: "#6b2b2e",
  colorSuccessBg: "#1a2a16",
  colorSuccessBorder: "#335c26",
  colorTextTertiary: "#9aa3b0",
  colorTextPlaceholder: "#8d96a3",
  colorBgLayout: "#14171c",
};

export function themeFor(isDark: boolean): ThemeConfig {
  const colors = isDark ? dark : light;
  return {
    algorithm: isDark ? antd.darkAlgorithm : antd.defaultAlgorithm,
    cssVar: { key: "magpie" },
    zeroRuntime: true,
    token: {
      ...colors,
      borderRadius: 4,
      fontSize: 13,
      fontSizeSM: 12, // Chinese cannot be read below it
      controlHeight: 30,
      controlHeightSM: 24,
      fontFamily: "system-ui, -apple-system, 'Segoe UI', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif",
      ...(isDark ? { colorBgContainer: "#1b1f26", colorBgElevated: "#242932" } : {}),
    },
    components: {
      Form: { itemMarginBottom: 12, verticalLabelPadding: "0 0 2px" },
      Card: { headerHeightSM: 34, bodyPaddingSM: 10 },
      Menu: { itemSelectedColor: colors.colorLink },
      Tabs: { itemSelectedColor: colors.colorLink, itemHoverColor: colors.colorLink, itemActiveColor: colors.colorLink },
    },
  };
}
