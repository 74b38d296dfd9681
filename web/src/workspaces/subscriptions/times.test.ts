import { describe, expect, it } from "vitest";
import { presetOf, PRESETS, ruleOf } from "./times";

const ZONE = "Asia/Shanghai";

describe("times of subscriptions", () => {
  it("knows its own rules again", () => {
    for (const preset of PRESETS) if (preset !== "own") expect(presetOf(ruleOf(preset, "2026-11-23", ZONE), ZONE)).toBe(preset);
  });

  it("takes everything else for one's own", () => {
    const rule = ruleOf("workday", "2026-11-23", ZONE);
    expect(presetOf({ ...rule, first: "2026-11-23T08:00" }, ZONE)).toBe("own");
    expect(presetOf({ ...rule, without: ["2026-11-24"] }, ZONE)).toBe("own");
    expect(presetOf(rule, "Europe/Berlin")).toBe("own");
    expect(presetOf({}, ZONE)).toBe("own");
  });
});
