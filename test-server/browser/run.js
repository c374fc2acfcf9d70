// Runs a script of a test in Chromium: node run.js CHROMIUM SCRIPT [ARGUMENT…]
//
// SCRIPT exports an async function. It is given its arguments, and the value below; what it returns is printed as JSON.
//
// A page must be sound while the script uses it: an error in its console, an exception, or a request that fails or leaves this machine
// fails the run, with all the others at its end.
const { chromium } = require('playwright-core')
const axe = require('axe-core')
const path = require('path')

const [executablePath, script, ...given] = process.argv.slice(2)

/** Whether an address is of this machine. */
const isLocal = address => /^(file:|data:|blob:|about:|http:\/\/(127\.0\.0\.1|localhost|\[::1\])[:/])/.test(address)

async function run () {
  // Tests open only pages of their own, often as root in a container, where Chromium cannot isolate its processes.
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] })
  const faults = []
  try {
    const result = await require(path.resolve(script))({
      /** Opens a page; options are those of a browser context: viewport, colorScheme, javaScriptEnabled, permissions … */
      open: (address, options = {}) => open(browser, faults, address, options),
      audit: page => audit(page, faults)
    }, ...given)
    console.log(JSON.stringify(result ?? null))
  } finally {
    await browser.close()
  }
  if (faults.length > 0) {
    throw new Error(faults.join('\n'))
  }
}

/** Opens a page in a context of its own. */
async function open (browser, faults, address, options) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
  context.setDefaultTimeout(20_000)
  await context.route(address => !isLocal(address.href), route => route.abort())
  const page = await context.newPage()
  const found = fault => faults.push(`${page.url()}: ${fault}`)
  page.on('console', message => ['error', 'warning'].includes(message.type()) && found(`console: ${message.text()}`))
  page.on('pageerror', error => found(`exception: ${error.message}`))
  // What a page still reads when it is left is no fault of the page.
  page.on('requestfailed', request => request.failure()?.errorText !== 'net::ERR_ABORTED' && found(`request failed: ${request.url()}`))
  page.on('response', response => response.status() >= 400 && found(`status ${response.status()}: ${response.url()}`))
  await page.goto(address)
  return page
}

/** Searches a page for faults of accessibility that axe-core calls serious or critical. It reads nothing from the server for that. */
async function audit (page, faults) {
  await page.evaluate(source => { (0, eval)(source) }, axe.source)
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'], preload: false }))
  for (const { id, impact, help, nodes } of violations.filter(found => ['serious', 'critical'].includes(found.impact))) {
    const places = nodes.slice(0, 5).map(node => `${node.target.join(' ')}: ${node.failureSummary.replaceAll('\n', ' ')}`)
    faults.push(`${page.url()}: ${impact}: ${id}: ${help}\n  ${places.join('\n  ')}`)
  }
}

run().catch(error => {
  console.error(error.message)
  process.exit(1)
})
