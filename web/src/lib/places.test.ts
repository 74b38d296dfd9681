import { beforeEach, expect, it } from "vitest";
import { forgetOpened, forgetPlaces, keepPlace, lastOpened, readPlace, rememberOpened } from "./places";

beforeEach(() => sessionStorage.clear());

it("keeps what is told of a place in parts, each object for itself", () => {
  keepPlace("lead", "a", { top: 120 });
  keepPlace("lead", "a", { loaded: 200 });
  keepPlace("account", "a", { top: 7 });
  expect(readPlace("lead", "a")).toEqual({ top: 120, loaded: 200 });
  forgetPlaces("lead");
  expect(readPlace("lead", "a")).toEqual({});
  expect(readPlace("account", "a")).toEqual({ top: 7 });
});

it("forgets the oldest places first", () => {
  for (let at = 0; at < 40; at += 1) keepPlace("lead", `k${at}`, { top: at });
  keepPlace("lead", "k15", { top: 1 });
  expect(readPlace("lead", "k9")).toEqual({});
  expect(readPlace("lead", "k10")).toEqual({ top: 10 });
  keepPlace("lead", "new", { top: 2 });
  expect(readPlace("lead", "k10")).toEqual({});
  expect(readPlace("lead", "k15")).toEqual({ top: 1 });
});

it("remembers the record that was looked at last, and survives nonsense in the storage", () => {
  rememberOpened("lead", 5);
  expect(lastOpened("lead")).toBe(5);
  forgetOpened("lead");
  expect(lastOpened("lead")).toBeNull();
  sessionStorage.setItem("magpie.places.lead", "{oops");
  expect(readPlace("lead", "a")).toEqual({});
});
