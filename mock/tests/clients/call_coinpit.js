// Calls the mock by `loginless`: node call_coinpit.js URL WIF [SKEW]
//
// SKEW are milliseconds by which the client's clock is fast. Prints the responses as one JSON object, by call; a call that fails gives
// the message and status of its error.
const bitcoinutil = require('bitcoinutil')
const loginless = require('loginless')
const nonce = require('loginless/src/nonce')

const [url, wif, skew] = process.argv.slice(2)
const order = { side: 'buy', quantity: 3, orderType: 'LMT', price: 1069.5, stopPrice: 4.2, instrument: 'BTC1', targetPrice: 'NONE', clientid: 'Tea & 茶 "1" \\' }

async function main() {
  const client = loginless(url, '/api/v1')
  const server = await client.getServerKey(bitcoinutil.getPublicKey(wif))
  client.initPrivateKey(server.serverPublicKey, wif)
  if (skew) nonce.offset = -Number(skew)
  const responses = { server, userid: client.account.userid }
  const call = async (name, response) => {
    responses[name] = await response.catch(error => ({ error: error.message, status: error.statusCode }))
  }
  const { rest } = client
  await call('post', rest.post('/order', undefined, [order]))
  // A refused call gives no orders.
  const uuid = Array.isArray(responses.post) ? responses.post[0].uuid : 'none'
  await call('get', rest.get('/order'))
  await call('get with a query', rest.get('/contract/BTC1/order/closed?from=' + uuid))
  await call('put', rest.put('/order', undefined, [{ uuid, price: 1070 }]))
  await call('patch', rest.patch('/order', undefined, [{ op: 'remove', value: [uuid] }]))
  await call('delete', rest.del('/order/' + uuid))
  console.log(JSON.stringify(responses))
}

main().then(
  // The client's socket would connect again and again.
  () => process.exit(0),
  error => {
    console.error(error)
    process.exit(1)
  }
)
