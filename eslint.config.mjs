// What the pages may be written in: nothing that Chromium 80 does not understand, also inside pictures and templates.
// `python run.py lint` runs it; tests/web/test_old_browsers.py shows that each kind of too new is caught.
import css from "@eslint/css";
import compat from "eslint-plugin-compat";
import es from "eslint-plugin-es-x";

// A picture or page is looked into for the styles and scripts that it carries, each at its own line.
const CARRIED = [
  [/<style\b[^>]*>([\s\S]*?)<\/style>/g, "css", (text) => text],
  [/\sstyle="([^"]*)"/g, "css", (text) => `x{${text}}`],
  [/<script\b[^>]*>([\s\S]*?)<\/script>/g, "js", (text) => text],
];
const carried = {
  preprocess(text) {
    return CARRIED.flatMap(([pattern, kind, whole]) =>
      [...text.matchAll(pattern)].map((found, number) => ({
        filename: `${number}.${kind}`,
        text: "\n".repeat(text.slice(0, found.index).split("\n").length - 1) + whole(found[1]),
      })),
    );
  },
  postprocess: (messages) => messages.flat(),
};

export default [
  { ignores: ["**/vendor/**"] },
  { files: ["**/*.html", "**/*.svg"], plugins: { house: { processors: { carried } } }, processor: "house/carried" },
  {
    files: ["**/*.css"],
    plugins: { css },
    language: "css/css",
    rules: {
      "css/no-duplicate-imports": "error",
      "css/no-empty-blocks": "error",
      "css/no-invalid-at-rules": "error",
      // 2020 is the year of Chromium 80; what all browsers had by then, it had too.
      "css/use-baseline": ["error", {
        available: 2020,
        // Chromium had these long before the others did.
        allowProperties: ["outline", "resize", "page-break-inside", "scroll-behavior"],
        allowAtRules: ["page"],
        // These may be passed over: the keyboard's mark stays, and the colours are the page's own.
        allowSelectors: ["focus-visible"],
        allowMediaConditions: ["forced-colors"],
      }],
      "no-restricted-syntax": ["error",
        { selector: "Declaration[property=/^((row|column)-)?gap$/]", message: "Chromium 80 has gap in grids only: write grid-gap, or margins in flex rows." },
        { selector: "PseudoClassSelector[name=not] Selector + Selector", message: "Chromium 80 drops the whole rule: one :not() for each." },
        { selector: "FeatureRange", message: "Chromium 80 drops the whole block: write min-width or max-width." },
      ],
    },
  },
  { ...es.configs["flat/restrict-to-es2019"], files: ["**/*.js"] },
  {
    files: ["**/*.js"],
    plugins: { compat },
    languageOptions: { ecmaVersion: 2019, sourceType: "script" },
    settings: { browsers: ["chrome 80"], "es-x": { aggressive: true } },
    rules: {
      "compat/compat": "error",
      "no-restricted-properties": ["error", { property: "replaceChildren", message: "Chromium 80 has no replaceChildren." }],
      "no-undef": "off",
      "no-unused-vars": "error",
    },
  },
];
