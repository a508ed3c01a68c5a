// How long the page's script takes for each text: texts as JSON in, milliseconds as JSON out.
import { readFileSync, writeFileSync } from "node:fs";
import { explain } from "../../../web/box/report.js";

const milliseconds = (text) => {
  const start = performance.now();
  try {
    explain(text, [33]);
  } catch {
    // refused, which takes its time, too
  }
  return performance.now() - start;
};

const [, , texts, answers] = process.argv;
writeFileSync(answers, JSON.stringify(JSON.parse(readFileSync(texts, "utf8")).map(milliseconds)));
