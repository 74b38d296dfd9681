import { expect, test } from "vitest";
import { asSecretName, SECRET_NAME } from "./secretName";

test("what people type first becomes a name", () => {
  expect(asSecretName("ERP key")).toBe("erp_key");
  expect(asSecretName(" We-Com - Robot")).toBe("we_com_robot");
  expect(asSecretName("密钥")).toBe("密钥");
});

test("a name begins with a letter and has 40 characters at most", () => {
  expect(["erp", "a", "k9_x", "a".repeat(40)].every((name) => SECRET_NAME.test(name))).toBe(true);
  expect(["", "9erp", "_x", "Erp", "密钥", "a".repeat(41), "a b"].some((name) => SECRET_NAME.test(name))).toBe(false);
});
