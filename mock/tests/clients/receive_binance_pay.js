// Receives webhooks of Binance Pay, and verifies them as the provider's sample does: node receive_binance_pay.js KEYS
//
// KEYS are the public keys by their serial numbers, as JSON. Prints its port, and answers `accepted` or `rejected`.
const crypto = require('crypto')
const http = require('http')

const keys = JSON.parse(process.argv[2])

const server = http.createServer((request, response) => {
  const parts = []
  request.on('data', part => parts.push(part))
  request.on('end', () => {
    const sent = name => request.headers['binancepay-' + name]
    const payload = [sent('timestamp'), sent('nonce'), Buffer.concat(parts).toString(), ''].join('\n')
    const der = (keys[sent('certificate-sn')] || '').replace(/-----[A-Z ]+-----|\s/g, '')
    let isOwn = false
    if (der) {
      const key = crypto.createPublicKey({ key: Buffer.from(der, 'base64'), format: 'der', type: 'spki' })
      isOwn = crypto.verify('sha256', Buffer.from(payload), key, Buffer.from(sent('signature'), 'base64'))
    }
    response.end(isOwn ? 'accepted' : 'rejected')
  })
})
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
// The input ends when the test does, however it ends.
process.stdin.resume().on('end', () => process.exit(0))
