// Bundles the pages' scripts and styles: node bundle.mjs FOLDER
import { copyFile } from "node:fs/promises";
import { build } from "esbuild";

await build({
  entryPoints: ["page.js", "page.css"],
  outdir: process.argv[2],
  bundle: true,
  minify: true,
  format: "esm",
  splitting: true,
  target: "es2022",
  loader: { ".svg": "dataurl" },
  legalComments: "linked",
  logLevel: "warning",
});
await copyFile("icon.svg", `${process.argv[2]}/icon.svg`);
