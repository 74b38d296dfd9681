import { expect, test } from "vitest";
import { previewPath } from "./effects";

test.each([
  ["POST", "/api/leads/5/actions/hand-over", "/api/leads/5/actions/hand-over/preview"],
  ["PATCH", "/api/leads/5", "/api/leads/5/preview"],
  ["POST", "/api/leads", "/api/leads/new/preview"],
  ["DELETE", "/api/leads/5", "/api/leads/5/deletion/preview"],
  ["POST", "/api/leads/bulk", "/api/leads/bulk/preview"],
  ["POST", "/api/approval-desk/5/answer", null],
])("%s %s is looked ahead at %s", (method, path, expected) => {
  expect(previewPath({ method, path })).toBe(expected);
});

test("new records in bulk are not looked ahead at", () => {
  expect(previewPath({ method: "POST", path: "/api/leads/bulk", body: { do: "create", records: [] } })).toBeNull();
});

test("an upload is not looked ahead at", () => {
  expect(previewPath({ method: "POST", path: "/api/files", body: new FormData() })).toBeNull();
});
