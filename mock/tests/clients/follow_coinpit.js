// Follows the mock's socket by `loginless`: node follow_coinpit.js URL WIF
//
// Registers, places an order, and prints the first message of each event as one JSON object.
const bitcoinutil = require('bitcoinutil')
const loginless = require('loginless')

const [url, wif] = process.argv.slice(2)
const order = { side: 'buy', quantity: 3, orderType: 'LMT', price: 1069.5, stopPrice: 4.2, instrument: 'BTC1', targetPrice: 'NONE', clientid: 'Tea & 茶 "1" \\' }

async function main () {
  const client = loginless(url, '/api/v1')
  const server = await client.getServerKey(bitcoinutil.getPublicKey(wif))
  client.initPrivateKey(server.serverPublicKey, wif)
  const { socket } = client
  const seen = {}
  return new Promise(resolve => {
    for (const name of ['account', 'order_add', 'auth_error']) {
      socket.on(name, data => {
        if (!(name in seen) || data.requestid === 'mine') seen[name] = data
        if ('auth_error' in seen || ('account' in seen && (seen.order_add || {}).requestid === 'mine')) resolve(seen)
      })
    }
    socket.on('connect', () => {
      socket.register()
      socket.send({ method: 'POST', uri: '/order', headers: { requestid: 'mine' }, body: [order] })
    })
    setTimeout(() => resolve(seen), 15000)
  })
}

main().then(
  seen => {
    console.log(JSON.stringify(seen))
    process.exit(0)
  },
  error => {
    console.error(error)
    process.exit(1)
  }
)
