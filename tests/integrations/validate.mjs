// Is a SARIF file what the schema says, and does each result lead to its rule?
//
//   node validate.mjs MODULES FILE...
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

const [modules, ...files] = process.argv.slice(2);
const require = createRequire(`${modules}/`);
const Ajv = require('ajv/dist/2020').default;
const schema = JSON.parse(
  readFileSync(`${modules}/@microsoft/sarif-multitool-linux/sarif-2.1.0.json`, 'utf8'));
const ajv = new Ajv({ strict: false, allErrors: true });
require('ajv-formats').default(ajv);
const isValid = ajv.compile(schema);

let failed = 0;
const fail = (text) => { failed++; console.log(text); };
for (const file of files) {
  const log = JSON.parse(readFileSync(file, 'utf8'));
  if (!isValid(log)) {
    fail(`${file}: ${ajv.errorsText(isValid.errors.slice(0, 5))}`);
    continue;
  }
  // What GitHub asks beyond the schema; the Multitool does not look at these.
  for (const run of log.runs) {
    const rules = run.tool.driver.rules;
    if (run.results.length > 5000) fail(`${file}: ${run.results.length} results`);
    for (const rule of rules) {
      if (rule.id.length > 255) fail(`${file}: ${rule.id}: a long id`);
      if (rule.fullDescription.text.length > 1024) fail(`${file}: ${rule.id}: a long description`);
      if (rule.properties.tags.length > 20) fail(`${file}: ${rule.id}: too many tags`);
    }
    for (const result of run.results) {
      const uri = result.locations[0].physicalLocation.artifactLocation.uri;
      if (rules[result.ruleIndex]?.id !== result.ruleId) fail(`${file}: ${result.ruleId}: no such rule`);
      if (!result.partialFingerprints['cupel/v1']) fail(`${file}: ${uri}: no fingerprint`);
      if (/^(\/|[a-z]+:)/i.test(uri)) fail(`${file}: ${uri}: not relative`);
      if (!result.locations[0].physicalLocation.region.startLine) fail(`${file}: ${uri}: no line`);
    }
  }
}
process.exit(failed ? 1 : 0);
