// Calls the mock with the provider's own way to sign: node call_calypso.js URL KEY SECRET ACCOUNT
//
// Prints status and response of each call as one JSON object, by path.
const { signature } = require('./calypso_sign')

const [url, key, secret, account] = process.argv.slice(2)

async function post(path, members) {
  // With spaces: what is signed are the bytes, however they are written.
  const body = JSON.stringify(members, null, 2)
  const headers = { Key: key, Sign: signature(body, secret), 'Content-Type': 'application/json' }
  const response = await fetch(`${url}/api/v1/${path}`, { method: 'POST', headers, body })
  return { status: response.status, body: await response.json() }
}

const now = () => new Date().getTime()
const invoice = { amount: 0.001, currency: 'ETH', description: 'Café 比 50% "off" / 1' }

async function main() {
  const responses = {}
  const call = async (path, members, name = path) => {
    responses[name] = await post(path, members)
  }
  await call('invoice/single/create', { account, timestamp: now(), payload: invoice })
  const { id = 'none' } = responses['invoice/single/create'].body
  await call('invoice', { timestamp: now(), payload: { id }, account })
  await call('rate', { timestamp: now(), payload: { fromCurrencies: ['ETH'], toCurrencies: ['USD'] } })
  await call('user/current', { timestamp: now() })
  await call('user/current', { timestamp: now() - 4 * 60 * 1000 }, 'stale')
  console.log(JSON.stringify(responses))
}

main().catch(error => {
  console.error(error)
  process.exit(1)
})
