import { expect, test } from "vitest";
import { blocksIn } from "./clipboard";

test("only blocks are taken from the clipboard", () => {
  expect(blocksIn('{"magpie": "blocks", "blocks": [{"id": "a", "stop": "done"}]}')).toEqual([{ id: "a", stop: "done" }]);
  expect(["", "hello", "[]", '{"magpie": "blocks", "blocks": [{}]}', '{"blocks": []}'].map(blocksIn)).toEqual([null, null, null, null, null]);
});
