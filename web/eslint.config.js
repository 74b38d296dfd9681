import js from "@eslint/js";
import hooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";
import unstyled from "./scripts/unstyled.json" with { type: "json" };

/** What each layer may import: itself and the layers below it. */
const layers = ["app", "workspaces", "objects", "api", "ui", "lib"];
const layerRules = layers.slice(1).map((layer, index) => ({
  files: [`src/${layer}/**/*.{ts,tsx}`],
  rules: {
    "no-restricted-imports": [
      "error",
      {
        patterns: [
          {
            group: layers.slice(0, index + 1).map((above) => `**/${above}/**`),
            message: "A lower layer does not know a higher one (app → workspaces → objects → api → ui → lib).",
          },
        ],
      },
    ],
  },
}));

export default tseslint.config(
  { ignores: ["dist", "node_modules", "src/api/generated.ts", "scripts"] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  hooks.configs.flat["recommended-latest"] ?? hooks.configs.flat.recommended,
  {
    rules: {
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-non-null-assertion": "error",
      "no-restricted-syntax": [
        "error",
        { selector: "TSEnumDeclaration", message: "Use a string union." },
        { selector: "ExportDefaultDeclaration", message: "Use a named export." },
        {
          selector: `ImportDeclaration[source.value="antd"] > ImportSpecifier[imported.name=/^(${Object.keys(unstyled).join("|")})$/]`,
          message: "Its styles are left out of the build: take it from scripts/unstyled.json to use it.",
        },
      ],
    },
  },
  ...layerRules,
  { files: ["*.config.{ts,js}"], rules: { "no-restricted-syntax": "off" } },
);
