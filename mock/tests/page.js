// Tries an operation on the pages of mocks: node run.js … page.js keyboard|phone TRIALS, where TRIALS is JSON: a list of { address, operation, params }.
module.exports = async (browser, way, trials) => {
  const seen = []
  for (const trial of JSON.parse(trials)) {
    seen.push(await (way === 'phone' ? onAPhone : byKeyboard)(browser, trial))
  }
  return seen
}

/** With the keyboard alone; the page is audited in both color schemes. */
async function byKeyboard ({ open, audit }, { address, operation, params }) {
  for (const colorScheme of ['light', 'dark']) {
    await audit(await open(address, { colorScheme }))
  }

  const page = await open(address)
  const order = []
  const tab = async () => {
    await page.keyboard.press('Tab')
    order.push(await page.evaluate(() => {
      const { id, localName } = document.activeElement
      const isShown = getComputedStyle(document.activeElement).outlineStyle !== 'none'
      return `${id || localName}${isShown ? '' : ', without an outline'}`
    }))
  }
  await tab()
  await page.keyboard.type(operation)
  await tab()
  await page.keyboard.type(params)
  await tab()
  await Promise.all([page.waitForURL('**#result'), page.keyboard.press('Enter')])
  await audit(page)
  const rows = await page.$$eval('#result tbody tr', rows => rows.map(row => [...row.cells].map(cell => cell.textContent)))
  const [request, response] = await page.$$eval('#result pre', all => all.map(one => one.textContent))
  const verdict = await page.textContent('#result .verdict')
  return { order, rows, request, response, verdict }
}

/** Nothing is wider than the screen, neither before an operation was tried nor after. */
async function onAPhone ({ open, audit }, { address, operation, params }) {
  const phone = await open(address, { viewport: { width: 320, height: 640 } })
  const beyond = () => phone.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  const before = await beyond()
  await phone.fill('#operation', operation)
  await phone.fill('#params', params)
  await Promise.all([phone.waitForURL('**#result'), phone.click('button')])
  await audit(phone)
  const after = await beyond()
  await phone.context().close()
  return [before, after]
}
