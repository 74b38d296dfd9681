import { expect, it } from "vitest";
import { barsOf, sumsOf } from "./pipeline";

const group = (value: number, count: number, amount: Record<string, string>) => ({ value, label: `Stage ${value}`, count, sums: { amount } });

it("compares amounts when all are in one currency", () => {
  const bars = barsOf({ count: 6, sums: { amount: { CNY: "500.00" } }, groups: [group(1, 5, { CNY: "100.00" }), group(2, 1, { CNY: "400.00" })] }, "amount");
  expect(bars).toEqual([
    { value: 1, label: "Stage 1", count: 5, sums: [["CNY", "100.00"]], share: 0.25 },
    { value: 2, label: "Stage 2", count: 1, sums: [["CNY", "400.00"]], share: 1 },
  ]);
});

it("compares numbers of records when there are several currencies, or no amounts", () => {
  const mixed = barsOf({ count: 6, sums: { amount: { CNY: "500.00", USD: "1.00" } }, groups: [group(1, 4, { CNY: "500.00" }), group(2, 2, { USD: "1.00" })] }, "amount");
  expect(mixed.map((bar) => bar.share)).toEqual([1, 0.5]);
  const none = barsOf({ count: 3, sums: { amount: {} }, groups: [group(1, 1, {}), group(2, 2, {})] }, "amount");
  expect(none.map((bar) => bar.share)).toEqual([0.5, 1]);
});

it("leaves out currencies that add up to nothing, and bears that there are no groups", () => {
  expect(sumsOf({ amount: { CNY: "0.00", EUR: "2.50" } }, "amount")).toEqual([["EUR", "2.50"]]);
  expect(barsOf({ count: 0, sums: {} }, "amount")).toEqual([]);
});
