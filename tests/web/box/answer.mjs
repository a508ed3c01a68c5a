// Answers recorded texts as the page does: questions as JSON in, answers as JSON out.
import { readFileSync, writeFileSync } from "node:fs";
import { explain } from "../../../web/box/report.js";
import { ExplainError } from "../../../web/box/tables.js";

const answer = ({ text, sizes, kernel }) => {
  try {
    return explain(text, sizes, kernel);
  } catch (error) {
    if (error instanceof ExplainError) return { refused: error.message };
    return { crashed: error.stack };
  }
};

const [, , questions, answers] = process.argv;
writeFileSync(answers, JSON.stringify(JSON.parse(readFileSync(questions, "utf8")).map(answer)));
