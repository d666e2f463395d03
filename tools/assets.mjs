// Collects the front end: bundles src/yinuo/core/ui/frontend and draws the icon sprite, into a folder that git ignores.
//   node tools/assets.mjs            once, for use
//   node tools/assets.mjs --watch    again after each change
import { build, context } from "esbuild";
import { PurgeCSS } from "purgecss";
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const source = join(root, "src/yinuo/core/ui/frontend");
const target = join(root, "src/yinuo/core/ui/static/yinuo");
const scripts = ["app.js", "bare.js", "board.js", "charts.js", "signature.js", "car-outline.js", "drag.js", "queue.js", "scan.js", "survey.js"].filter((name) => existsSync(join(source, name)));
const styles = ["app.css", "bare.css", "board.css", "print.css"];

function filesIn(folder, ends) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (name === "static" || name === "node_modules") return [];
    if (statSync(path).isDirectory()) return filesIn(path, ends);
    return ends.some((end) => name.endsWith(end)) ? [path] : [];
  });
}

// An icon is in the sprite when a template or a Python file names it after the word "icon" or as the second word of a door (navigation.py),
// or when icons.txt lists it.
const named = /\bicon(?:=|: |\s+)["']([a-z0-9-]+)["']|\bEntry\([^"]*"[^"]*"\), "([a-z0-9-]+)"/g;

function iconsInUse() {
  const names = new Set(readFileSync(join(source, "icons.txt"), "utf8").split(/\s+/).filter(Boolean));
  for (const path of filesIn(join(root, "src/yinuo"), [".html", ".py"])) {
    for (const [, after, door] of readFileSync(path, "utf8").matchAll(named)) names.add(after ?? door);
  }
  return [...names].sort();
}

function drawSprite() {
  const outline = JSON.parse(readFileSync(join(root, "node_modules/@tabler/icons/tabler-nodes-outline.json"), "utf8"));
  const shape = ([tag, attributes]) =>
    `<${tag} ${Object.entries(attributes).map(([key, value]) => `${key}="${value}"`).join(" ")}/>`;
  const symbols = iconsInUse().map((name) => {
    if (!outline[name]) throw new Error(`There is no icon "${name}" in Tabler's outline set.`);
    return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">${outline[name].map(shape).join("")}</symbol>`;
  });
  writeFileSync(join(target, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`);
}

// Of Tabler only what some template, view or script names is kept, and its plain utilities, so that a new screen rarely needs a new bundle.
const always = /^(col|row|g[xy]?-|[mp][tbsexy]?-|d-|flex-|align-|justify-|gap-|text-|fw-|w-|h-|card|table|form-|input-group|list-|border|rounded|overflow-|visually-|small$|lead$)/;
const tabler = {
  name: "tabler",
  setup(bundle) {
    bundle.onLoad({ filter: /tabler\.min\.css$/ }, async ({ path }) => {
      const content = filesIn(join(root, "src/yinuo"), [".html", ".py", ".js"]);
      const [{ css }] = await new PurgeCSS().purge({
        content, css: [path], safelist: { standard: [always], greedy: [/data-bs-theme/] }, keyframes: true, defaultExtractor: (text) => text.match(/[\w-]+/g) ?? [],
      });
      return { contents: css, loader: "css", resolveDir: dirname(path), watchFiles: content };
    });
  },
};

const common = {
  absWorkingDir: root,
  nodePaths: [join(root, "node_modules")],
  bundle: true,
  minify: true,
  legalComments: "none",
  logLevel: "warning",
  outdir: target,
  loader: { ".svg": "dataurl" },
  target: ["es2020", "safari14.1", "chrome87"],
  plugins: [tabler],
};
const jobs = [
  { ...common, entryPoints: scripts.map((name) => join(source, name)), format: "esm", splitting: true, chunkNames: "chunk-[hash]", metafile: true },
  { ...common, entryPoints: [...styles, "theme.js", "sw.js"].map((name) => join(source, name)), format: "iife" },
];

// Scripts share chunks named after their content; those of an earlier build are dropped.
function dropOldChunks({ metafile }) {
  const made = new Set(Object.keys(metafile.outputs).map((path) => basename(path)));
  for (const name of readdirSync(target)) if (name.startsWith("chunk-") && !made.has(name)) rmSync(join(target, name));
}

mkdirSync(target, { recursive: true });
drawSprite();
copyFileSync(join(source, "seal.svg"), join(target, "seal.svg"));
if (process.argv.includes("--watch")) {
  for (const job of jobs) await (await context(job)).watch();
  setInterval(drawSprite, 3000);
} else {
  const [made] = await Promise.all(jobs.map((job) => build(job)));
  dropOldChunks(made);
}
