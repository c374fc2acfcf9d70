// A server of Coinpit's socket, written from the provider's page: node server.js VERSION PUBLIC_KEY USERID
//
// VERSION is 1 or 2, of the npm package socket.io. It verifies what clients sign with Node's own cryptography, and listens on a free port of
// loopback, whose number it prints. What an order asks for by its `clientid`:
//
// | clientid | what happens |
// |---|---|
// | silent | nothing answers it |
// | refused | it is refused |
// | leave | the server disconnects, without an answer |
// | cut | the connection is cut, without an answer |
// | odd | events follow that no page names, and one with bytes |
const crypto = require('crypto')
const http = require('http')

const [version, publicKey, userid] = process.argv.slice(2)
const socketIo = require('socket.io-' + version)

const ecdh = crypto.createECDH('secp256k1')
ecdh.generateKeys()
const shared = ecdh.computeSecret(Buffer.from(publicKey, 'hex'))

/** Why a frame is refused; nothing if it is signed as the page says, a moment ago. */
function fault (event, frame) {
  const { headers, method, uri, params, body } = frame
  if (event !== method + ' ' + uri) return 'the event has another name than its call'
  if (typeof headers.Nonce !== 'number') return 'the nonce is no number'
  if (Math.abs(Date.now() - headers.Nonce) > 10000) return 'the clock is wrong'
  if (typeof headers.requestid !== 'string') return 'there is no requestid'
  const message = JSON.stringify({ method, uri, body: { body, params }, nonce: headers.Nonce })
  const digest = crypto.createHmac('sha256', shared).update(message, 'utf8').digest('hex')
  if (headers.Authorization !== 'HMAC ' + userid + ':' + digest) return 'wrong signature of ' + message
}

const server = http.createServer((request, response) => {
  const found = request.url === '/api/v1/auth/' + publicKey
  const body = found ? { serverPublicKey: ecdh.getPublicKey('hex', 'compressed'), userid } : { error: 'not found' }
  response.writeHead(found ? 200 : 404, { 'Content-Type': 'application/json', 'Server-Time': Date.now() })
  response.end(JSON.stringify(body))
})

// Short times, so that a client which does not ping is left within the test.
const io = socketIo(server, { pingInterval: 200, pingTimeout: 400 })
let pings = 0
let registrations = 0

function order (wanted) {
  return Object.assign({
    uuid: crypto.randomUUID(), userid, filled: 0, cancelled: 0, averagePrice: 0, entryTime: 1493049473231000, eventTime: 1493049473231000,
    status: 'open', entryOrder: {}, stopPrice: 4.2, commission: 0.0005, reward: 0, cushion: 2, reservedTicks: 10, crossMargin: false
  }, wanted)
}

io.on('connection', socket => {
  socket.conn.on('packet', packet => { if (packet.type === 'ping') pings++ })
  const seen = []
  const on = (event, signed, react) => socket.on(event, frame => {
    seen.push(event)
    const why = signed ? fault(event, frame) : undefined
    if (why) socket.emit('auth_error', { error: why, server_time: Date.now() })
    else react(frame)
  })

  on('GET /register', true, frame => {
    const { body } = frame
    if (body.userid !== userid || body.publicKey !== publicKey) return socket.emit('auth_error', { error: 'another user' })
    registrations++
    socket.emit('account', { account: { orders: {}, positions: {}, margin: 0, displayMargin: registrations } })
  })
  on('GET /state', false, frame => {
    const { headers, params, body } = frame
    // What was sent, and what was seen of the connection so far.
    socket.emit('advisory', { id: 'state', advice: JSON.stringify({ headers, params, body, pings, registrations, seen }) })
  })
  on('POST /order', true, frame => {
    const { requestid } = frame.headers
    const asked = frame.body[0].clientid
    if (asked === 'silent') return
    if (asked === 'leave') return socket.disconnect(true)
    if (asked === 'cut') return socket.conn.transport.socket.terminate()
    if (asked === 'refused') return socket.emit('order_error', { error: { message: 'Price is outside of the band' }, requestid })
    if (asked === 'odd') {
      socket.emit('surprise', { of: 'nobody' })
      socket.emit('blob', Buffer.from([1, 2, 3]))
      socket.emit('trade', 7)
    }
    socket.emit('order_add', { result: frame.body.map(order), requestid })
    socket.emit('trade', { date: 1493049473, price: 1069.8, volume: 3, instrument: 'BTC1' })
  })
  on('DELETE /order', true, frame => {
    socket.emit('order_del', { result: frame.body, requestid: frame.headers.requestid })
  })
  on('PUT /order', true, frame => {
    const result = frame.body.orders.map(one => order(Object.assign({ side: 'buy', quantity: 1, orderType: 'LMT', instrument: 'BTC1', targetPrice: 'NONE' }, one)))
    socket.emit('order_update', { result, requestid: frame.headers.requestid })
  })
  on('PATCH /order', true, frame => {
    const result = frame.body.map(one => ({ op: one.op, statusCode: 200, response: one.value }))
    socket.emit('order_patch', { result, requestid: frame.headers.requestid })
  })
  socket.emit('version', { version: '1.2.3' })
  socket.emit('server_time', Date.now())
})

server.listen(0, '127.0.0.1', () => console.log(server.address().port))
// The test holds the other end.
process.stdin.on('end', () => process.exit(0)).resume()
