// Sets one formula a line: {latex, options} as JSON in, {html} or {error} as JSON out. Ends when its input does.
"use strict";
const [, , katexPath] = process.argv;
const katex = require(katexPath);

require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const { latex, options } = JSON.parse(line);
  let answer;
  try {
    answer = { html: katex.renderToString(latex, options) };
  } catch (error) {
    answer = { error: error.message };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
});
