/** Says how much compressed script the browser must fetch before the list page shows; fails above the limit. */
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const LIMIT_KB = 450;
const manifest = JSON.parse(readFileSync("dist/.vite/manifest.json", "utf8"));
const seen = new Set();
const visit = (key) => {
  if (seen.has(key)) return;
  seen.add(key);
  for (const next of manifest[key].imports ?? []) visit(next);
};
visit("index.html");
visit("src/objects/list/ListPage.tsx");
let bytes = 0;
for (const key of seen) bytes += gzipSync(readFileSync(`dist/${manifest[key].file}`)).length;
console.log(`list page: ${(bytes / 1000).toFixed(0)} kB compressed in ${seen.size} files (limit ${LIMIT_KB})`);
if (bytes > LIMIT_KB * 1000) process.exit(1);
