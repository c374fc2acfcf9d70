// Receives IPNs of CoinPayments, and verifies them by `coinpayments-ipn`: node receive_ipn.js IPN_SECRET
//
// Prints its port, and answers `accepted` or `rejected`.
const { verify } = require('coinpayments-ipn')
const http = require('http')
const querystring = require('querystring')

const [secret] = process.argv.slice(2)

const server = http.createServer((request, response) => {
  const parts = []
  request.on('data', part => parts.push(part))
  request.on('end', () => {
    const payload = querystring.parse(Buffer.concat(parts).toString())
    const isOwn = verify(request.headers.hmac, secret, payload)
    response.end(isOwn ? 'accepted' : 'rejected')
  })
})
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
// The input ends when the test does, however it ends.
process.stdin.resume().on('end', () => process.exit(0))
