// Looks at a site of reference pages: node … browse_site.js FOLDER
const assert = require('assert')
const fs = require('fs')
const path = require('path')

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }

module.exports = async ({ open, audit }, folder) => {
  const address = page => `file://${folder}/${page}`
  const pages = fs.readdirSync(folder, { recursive: true }).filter(file => file.endsWith('.html')).sort()
  const page = await open(address('index.html'))
  await searches(page)
  await chooses(page, address)
  await copies(page, address)
  await resolves(page, folder, pages, address)
  await page.close()
  for (const name of ofEachKind(pages)) await looksAt(open, audit, address(name))
  await isWholeWithoutScripts(open, address)
  return pages.length
}

/** Types into the search, and returns the names and kinds that it lists. */
async function found (page, words) {
  await page.keyboard.press('Escape')
  await page.evaluate(() => document.activeElement?.blur())
  await page.keyboard.press('/')
  await page.keyboard.type(words)
  await page.waitForFunction(words => {
    const input = document.querySelector('#search')
    return input.value === words && document.querySelector('.search [role="status"]').textContent !== ''
  }, words)
  return page.$$eval('#results > a', options => options.map(option => `${option.querySelector('.kind').textContent} ${option.querySelector('b').textContent}`))
}

async function searches (page) {
  assert.strictEqual((await found(page, 'create_withdrawal'))[0], 'operation create_withdrawal')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter')
  await page.waitForURL(/coinpayments\/operations\/create_withdrawal\.html$/)
  assert.strictEqual(await page.textContent('h1'), 'create_withdrawal')

  for (const [words, first] of [['BasicInfo', 'type BasicInfo'], ['buyer_email', 'parameter buyer_email'], ['kyc_status', 'member kyc_status'], ['Take a payment', 'guide Take a payment'], ['withdrawl history', 'operation get_withdrawal_history']]) {
    const listed = await found(page, words)
    assert.strictEqual(listed[0], first, `${words}: ${listed.slice(0, 5)}`)
  }
  assert((await found(page, 'HMAC signature does not match')).some(one => one.startsWith('error ')))
  assert.deepStrictEqual(await found(page, 'zzzzqqqq'), [])
  await page.keyboard.press('Escape')
}

/** The choice of a theme is kept. */
async function chooses (page, address) {
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  const light = await ground()
  await page.click('.theme')
  const dark = await ground()
  assert.notStrictEqual(dark, light)
  await page.goto(address('coinpayments/types.html'))
  assert.strictEqual(await ground(), dark)
  await page.click('.theme')
  assert.strictEqual(await ground(), light)
}

async function copies (page, address) {
  await page.goto(address('coinpayments/operations/create_transaction.html'))
  const block = page.locator('.code').first()
  const button = block.locator('button')
  await button.focus()
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => ['Copied', 'Selected'].includes(document.querySelector('.code button').textContent))
  assert.strictEqual(await button.getAttribute('aria-label'), 'Copy Rust')
  // What is copied is the code, without the button.
  assert.match(await block.locator('code').textContent(), /^let request = .*await\?;$/s)
}

/** Every link of every page leads to a file of the site and a place in it, or to the web. The browser parses all pages, and opens one in ten. */
async function resolves (page, folder, pages, address) {
  const links = new Map()
  const ids = new Map()
  for (const name of pages) {
    const there = await page.evaluate(([address, text]) => {
      const read = new DOMParser().parseFromString(text, 'text/html')
      return {
        links: [...read.querySelectorAll('a[href]')].map(link => new URL(link.getAttribute('href'), address).href),
        ids: [...read.querySelectorAll('[id]')].map(element => element.id)
      }
    }, [address(name), fs.readFileSync(path.join(folder, name), 'utf8')])
    links.set(address(name), there.links)
    ids.set(address(name), new Set(there.ids))
  }
  for (const [from, targets] of links) {
    for (const target of targets.filter(target => !/^https?:/.test(target))) {
      const [file, id] = target.split('#')
      assert(ids.has(file), `${from}: no page ${target}`)
      assert(!id || ids.get(file).has(decodeURIComponent(id)), `${from}: no place ${target}`)
    }
  }
  for (const name of pages.filter((_, index) => index % 10 === 0)) {
    await page.goto(address(name), { waitUntil: 'domcontentloaded' })
  }
}

/** A page of each template, the largest of each. */
function ofEachKind (pages) {
  const kinds = new Map()
  for (const page of pages) {
    const kind = page.includes('/operations/') ? 'operation' : path.basename(page) + page.split('/').length
    kinds.set(kind, page)
  }
  return [...kinds.values(), 'coinpayments/operations/create_transaction.html']
}

async function looksAt (open, audit, address) {
  for (const options of [{}, { colorScheme: 'dark' }, PHONE]) {
    const page = await open(address, options)
    await audit(page)
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    assert(beyond <= 0, `${address}: ${beyond} pixels wider than the screen ${JSON.stringify(options)}`)
    // The first key leads past what is on every page.
    await page.keyboard.press('Tab')
    assert.strictEqual(await page.evaluate(() => document.activeElement.className), 'skip')
    await page.context().close()
  }
}

async function isWholeWithoutScripts (open, address) {
  const page = await open(address('coinpayments/operations/create_withdrawal.html'), { javaScriptEnabled: false })
  for (const text of ['Parameters', 'auto_confirm', 'client.create_withdrawal(&request)', 'HMAC: ', '"WITHDRAWAL"']) {
    assert(await page.getByText(text).first().isVisible(), text)
  }
  assert(!await page.locator('.search').isVisible())
  assert(!await page.locator('.theme').isVisible())
  await page.click('text=Operations')
  await page.context().close()
}
