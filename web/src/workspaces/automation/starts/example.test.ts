import { expect, test } from "vitest";
import { bodyOf, curlOf, pathsOf } from "./example";

test("the body has what the trigger looks for and writes", () => {
  const paths = pathsOf({ email: "contact.email" }, { name: "{{ trigger.body.contact.name }}", company: { from: "trigger.body.company" }, source: "web" });
  expect(paths).toEqual(["contact.email", "contact.name", "company"]);
  expect(bodyOf(paths)).toEqual({ contact: { email: "li.wei@example.com", name: "Li Wei" }, company: "Acme" });
});

test("a place inside another wins over the other", () => {
  expect(bodyOf(["contact", "contact.name", "contact"])).toEqual({ contact: { name: "Li Wei" } });
  expect(pathsOf({}, null)).toEqual([]);
});

test("the call can be pasted into a shell", () => {
  expect(curlOf("https://x/api/hooks/k", { name: "O'Neil" })).toBe("curl -X POST 'https://x/api/hooks/k' \\\n  -H 'Content-Type: application/json' \\\n  -d '{\"name\":\"O'\\''Neil\"}'");
});
