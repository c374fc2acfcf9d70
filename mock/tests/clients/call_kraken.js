// Calls the mock by `node-kraken-api`: node call_kraken.js BASE_URL API_KEY SECRET
//
// Prints the results as one JSON object, by call; a call that fails gives the errors of its body. Bodies are forms.
const http = require('http')
const https = require('https')

const [baseUrl, key, secret] = process.argv.slice(2)
const { port } = new URL(baseUrl)
// The package knows only the provider's own host, by HTTPS.
https.request = (options, received) => http.request({ ...options, hostname: '127.0.0.1', port }, received)
const { Kraken } = require('node-kraken-api')

const kraken = new Kraken({ key, secret, timeout: 10000 })
const responses = {}

async function call(name, response) {
  responses[name] = await response.catch(error => ({ failed: error.body?.error ?? error.message }))
  return responses[name]
}

async function main() {
  await call('Time', kraken.time())
  await call('SystemStatus', kraken.systemStatus())
  await call('Assets', kraken.assets())
  await call('Balance', kraken.balance())
  const order = { pair: 'XBTUSD', type: 'buy', ordertype: 'limit', price: '20000.5', volume: '0.5', oflags: 'post,fciq', cl_ord_id: 'tea-and-cake' }
  const close = { 'close[ordertype]': 'stop-loss-limit', 'close[price]': '19000', 'close[price2]': '18999.5' }
  const placed = await call('AddOrder', kraken.addOrder({ ...order, ...close }))
  const txid = placed.txid?.[0] ?? 'none'
  await call('QueryOrders', kraken.queryOrders({ txid, trades: true }))
  await call('OpenOrders', kraken.openOrders({ trades: false }))
  await call('AmendOrder', kraken.request('AmendOrder', { txid, limit_price: '20001' }, 'private'))
  await call('CancelOrder', kraken.cancelOrder({ txid }))
  await call('TradesHistory', kraken.tradesHistory({ type: 'any position', ofs: 0 }))
  await call('Ledgers', kraken.ledgers({ asset: 'ZUSD,XXBT' }))
  await call('TradeVolume', kraken.tradeVolume({ pair: 'XBTUSD' }))
  await call('DepositMethods', kraken.depositMethods({ asset: 'XBT' }))
  await call('Withdraw', kraken.withdraw({ asset: 'XBT', key: 'Wallet of Jörg & Söhne *~', amount: '0.25' }))
  await call('WithdrawStatus', kraken.withdrawStatus({ asset: 'XBT' }))
  await call('Earn/AllocateStatus', kraken.request('Earn/AllocateStatus', { strategy_id: 'ESRFUO3-Q62XD-WIOIL7' }, 'private'))
  console.log(JSON.stringify(responses))
}

main()
