import { expect, test } from "vitest";
import { nameOf } from "./browserPush";

test("a browser is called as people call it", () => {
  const windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)";
  expect(nameOf(`${windows} Chrome/142.0 Safari/537.36 Edg/142.0`)).toBe("Edge, Windows");
  expect(nameOf(`${windows} Chrome/142.0 Safari/537.36`)).toBe("Chrome, Windows");
  expect(nameOf("Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1 Version/18.4 Mobile Safari/604.1")).toBe("Safari, iOS");
  expect(nameOf("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")).toBe("Firefox, Linux");
  expect(nameOf("curl")).toBe("");
});
