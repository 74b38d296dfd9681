import { describe, expect, it } from "vitest";
import { makeField } from "../../../tests/make";
import { addressText } from "./address";
import { kindOf, sameValue, toWire } from "./kinds";

const fields = [
  makeField({ name: "owner", type: "user" }),
  makeField({ name: "account", type: "reference", object: "account" }),
  makeField({ name: "watchers", type: "references", object: "user" }),
  makeField({ name: "about", type: "link" }),
  makeField({ name: "score", type: "number" }),
  makeField({ name: "amount", type: "money" }),
  makeField({ name: "is_open", type: "boolean" }),
  makeField({ name: "tags", type: "tags" }),
  makeField({ name: "name" }),
];

describe("values for the API", () => {
  it("are as docs/api.md has them", () => {
    const values = {
      owner: { id: 3, title: "Bo" },
      account: null,
      watchers: [{ id: 1, title: "A" }, { id: 2, title: "B" }],
      about: { object: "lead", id: 5, title: "Wang" },
      score: "42",
      amount: "1200.50",
      is_open: undefined,
      tags: null,
      name: undefined,
    };
    expect(toWire(fields, values)).toEqual({ owner: 3, account: null, watchers: [1, 2], about: "lead:5", score: 42, amount: "1200.50", is_open: false, tags: [], name: null });
  });

  it("keep decimals and numbers beyond what a program can count as text", () => {
    expect(toWire(fields, { score: "0.10" })).toEqual({ score: "0.10" });
    expect(toWire(fields, { score: "12345678901234567890" })).toEqual({ score: "12345678901234567890" });
  });

  it("are the same whatever stands around the number of a record", () => {
    const owner = makeField({ name: "owner", type: "user" });
    expect(sameValue(owner, { id: 3, title: "Bo" }, { id: 3, title: "Bo S." })).toBe(true);
    expect(sameValue(owner, { id: 3, title: "Bo" }, null)).toBe(false);
    expect(sameValue(makeField({ name: "name" }), "", null)).toBe(true);
  });
});

describe("values for people", () => {
  const stage = makeField({ name: "stage", type: "reference", object: "stage", choices: [{ value: "1", label: "First" }] });

  it("name the choice of a reference, the title of a record, the labels of choices", () => {
    expect(kindOf(stage).text({ id: 1, title: "1st" }, stage)).toBe("First");
    expect(kindOf({ type: "user" }).text({ id: 3, title: "Bo" }, makeField({ name: "owner", type: "user" }))).toBe("Bo");
    const interests = makeField({ name: "interests", type: "choices", choices: [{ value: "a", label: "Alpha" }, { value: "b", label: "Beta" }] });
    expect(kindOf(interests).text(["b", "a"], interests)).toBe("Beta, Alpha");
  });

  it("read Chinese addresses from the country down and others from the street up", () => {
    expect(addressText({ country: "中国", state: "江苏省", city: "苏州市", street: "星湖街1号", postal_code: "215000" })).toBe("中国江苏省苏州市星湖街1号 215000");
    expect(addressText({ street: "Main St 1", city: "Berlin", postal_code: "10115", country: "Germany" })).toBe("Main St 1, 10115 Berlin, Germany");
  });

  it("show a type of tomorrow as plain text", () => {
    const field = makeField({ name: "x", type: "hologram" });
    expect(kindOf(field).text("abc", field)).toBe("abc");
  });
});
