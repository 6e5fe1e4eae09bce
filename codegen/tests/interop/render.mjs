// Opens a page that `redocly build-docs` made in headless Chromium, and fails where its console has an error or nothing is shown.
//
// usage: node render.mjs CHROMIUM PAGE

import path from "node:path";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";

const [chromium, page] = process.argv.slice(2);
const browser = await puppeteer.launch({ executablePath: chromium, args: ["--no-sandbox", "--disable-gpu"] });
const errors = [];
try {
  const tab = await browser.newPage();
  tab.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  tab.on("pageerror", (error) => errors.push(String(error)));
  tab.on("requestfailed", (request) => errors.push(`${request.url()}: ${request.failure()?.errorText}`));
  await tab.setRequestInterception(true);
  tab.on("request", (request) => {
    // Nothing of the network is part of the document: a logo, an icon.
    if (/^(file|data|blob):/.test(request.url())) request.continue();
    else request.respond({ status: 204, body: "" });
  });
  await tab.goto(pathToFileURL(path.resolve(page)).href, { waitUntil: "load", timeout: 60000 });
  await tab.waitForSelector("h1", { timeout: 60000 });
  await new Promise((done) => setTimeout(done, 1000));
  const [title, headings] = await tab.evaluate(() => [
    document.querySelector("h1").textContent,
    document.querySelectorAll("h2").length,
  ]);
  if (headings === 0) errors.push("the page shows no operations");
  console.log(`${path.basename(page)} shows "${title}" with ${headings} groups of operations, ${errors.length} errors`);
} finally {
  await browser.close();
}
errors.forEach((error) => console.error(error));
process.exit(errors.length ? 1 : 0);
