// Follows a socket by the npm package socket.io-client: node client.js VERSION TRANSPORTS URL WIF [CHANGE]
//
// VERSION is 1 or 2, TRANSPORTS "default" (requests first, then a WebSocket) or "websocket". It registers as Coinpit's page says, with Node's
// own cryptography, places an order, and prints what happened as JSON. With CHANGE, the signatures are wrong.
const crypto = require('crypto')
const http = require('http')

const [version, transports, url, wif, change] = process.argv.slice(2)
const io = require('socket.io-client-' + version)

const letters = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
const hash = (name, bytes) => crypto.createHash(name).update(bytes).digest()

/** The address of a public key. */
function address (key, version) {
  const bytes = Buffer.concat([Buffer.from([version]), hash('ripemd160', hash('sha256', key))])
  const checked = Buffer.concat([bytes, hash('sha256', hash('sha256', bytes)).subarray(0, 4)])
  let number = BigInt('0x' + checked.toString('hex'))
  let text = ''
  for (; number > 0n; number /= 58n) text = letters[Number(number % 58n)] + text
  return (version === 0 ? '1' : '') + text
}

/** The bytes of a text in base 58. */
function base58 (text) {
  const number = [...text].reduce((number, letter) => number * 58n + BigInt(letters.indexOf(letter)), 0n)
  const hex = number.toString(16)
  return Buffer.from(hex.length % 2 ? '0' + hex : hex, 'hex')
}

const ecdh = crypto.createECDH('secp256k1')
ecdh.setPrivateKey(base58(wif).subarray(1, 33))
const publicKey = ecdh.getPublicKey('hex', 'compressed')
const userid = address(ecdh.getPublicKey(null, 'compressed'), base58(wif)[0] === 0x80 ? 0 : 0x6f)

function get (address) {
  return new Promise((resolve, reject) => http.get(address, response => {
    let body = ''
    response.on('data', part => { body += part }).on('end', () => resolve(JSON.parse(body)))
  }).on('error', reject))
}

async function main () {
  const server = await get(url + '/api/v1/auth/' + publicKey)
  const shared = ecdh.computeSecret(Buffer.from(server.serverPublicKey, 'hex'))
  const socket = io(url, transports === 'default' ? {} : { transports: [transports] })
  const seen = { userid, publicKey, events: {}, order: [] }
  const send = (method, uri, body, requestid) => {
    const nonce = Date.now()
    const message = JSON.stringify({ method, uri, body: { body, params: {} }, nonce })
    const digest = crypto.createHmac('sha256', shared).update(message, 'utf8').digest('hex')
    const Authorization = 'HMAC ' + userid + ':' + digest + (change || '')
    socket.emit(method + ' ' + uri, { headers: { Authorization, Nonce: nonce, requestid }, method, uri, params: {}, body })
  }
  const names = ['trade', 'account', 'order_add', 'order_error', 'auth_error', 'orderbook', 'version']
  const finish = () => {
    seen.transport = socket.io.engine.transport.name
    console.log(JSON.stringify(seen))
    process.exit(0)
  }
  for (const name of names) {
    socket.on(name, data => {
      if (!(name in seen.events)) seen.order.push(name)
      if (!(name in seen.events) || data.requestid === 'mine') seen.events[name] = data
      const done = change ? 'auth_error' in seen.events : ['trade', 'account', 'order_add'].every(one => one in seen.events) && seen.events.order_add.requestid === 'mine'
      if (done) finish()
    })
  }
  socket.on('connect', () => {
    send('GET', '/register', { userid, publicKey }, 'r1')
    const order = { side: 'buy', quantity: 3, orderType: 'LMT', price: 1069.5, stopPrice: 4.2, instrument: 'BTC1', targetPrice: 'NONE', clientid: 'Tea & 茶 "1" \\' }
    send('POST', '/order', [order], 'mine')
  })
  socket.on('disconnect', why => { seen.disconnect = why })
  setTimeout(finish, 15000)
}

main().catch(error => {
  console.error(error)
  process.exit(1)
})
