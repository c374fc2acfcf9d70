// Calls the mock by `bybit-api`: node call_bybit.js BASE_URL API_KEY SECRET
//
// Prints the responses as one JSON object, by call. Queries are signed as they are sent; bodies are JSON.
const { RestClientV5 } = require('bybit-api')

const [baseUrl, key, secret] = process.argv.slice(2)
const client = new RestClientV5({ key, secret, baseUrl })
const responses = {}

async function call(name, response) {
  // A refused call gives its body.
  responses[name] = await response.catch(error => error.body ?? error)
  return responses[name].result ?? {}
}

async function main() {
  await call('time', client.getServerTime())
  await call('tickers', client.getTickers({ category: 'linear', symbol: 'BTCUSDT' }))
  await call('klines', client.getKline({ category: 'spot', symbol: 'BTCUSDT', interval: '60', limit: 2 }))
  await call('wallet', client.getWalletBalance({ accountType: 'UNIFIED', coin: 'USDT,USDC' }))
  const order = { category: 'spot', symbol: 'BTCUSDT', side: 'Buy', orderType: 'Limit', qty: '0.01', price: '20000.5', timeInForce: 'PostOnly', orderLinkId: 'tea-and_cake' }
  const placed = await call('create', client.submitOrder(order))
  const orderId = placed.orderId ?? 'none'
  await call('open', client.getActiveOrders({ category: 'spot', symbol: 'BTCUSDT', orderLinkId: 'tea-and_cake', openOnly: 0 }))
  await call('amend', client.amendOrder({ category: 'spot', symbol: 'BTCUSDT', orderId, price: '20001' }))
  await call('cancel', client.cancelOrder({ category: 'spot', symbol: 'BTCUSDT', orderId }))
  const batch = [1, 2].map(number => ({ symbol: 'ETHUSDT', side: 'Sell', orderType: 'Market', qty: '0.1', orderLinkId: `batch-${number}` }))
  await call('batch', client.batchSubmitOrders('linear', batch))
  await call('history', client.getHistoricOrders({ category: 'linear', limit: 5 }))
  await call('executions', client.getExecutionList({ category: 'linear', startTime: 1672282722429, limit: 5 }))
  await call('positions', client.getPositionInfo({ category: 'linear', settleCoin: 'USDT' }))
  await call('leverage', client.setLeverage({ category: 'linear', symbol: 'BTCUSDT', buyLeverage: '3', sellLeverage: '3' }))
  await call('transfer', client.createInternalTransfer('42c0cfb0-6bca-c242-bc76-4e6df6cbab16', 'BTC', '0.05', 'UNIFIED', 'FUND'))
  await call('deposits', client.getDepositRecords({ coin: 'USDT', limit: 5 }))
  const to = { coin: 'USDT', chain: 'ETH', address: '0x99ced129603abc771c0dabe935c326ff6c86645d' }
  // The time of the parameter and that of the header are one in the spec. The library reads the clock again for the header, now and then a millisecond later.
  const now = Date.now()
  Date.now = () => now
  await call('withdraw', client.submitWithdrawal({ ...to, amount: '24', timestamp: now, forceChain: 0, accountType: 'FUND', requestId: 'TeaAndCake1' }))
  await call('collateral', client.setCollateralCoin({ coin: 'ETH', collateralSwitch: 'ON' }))
  await call('key', client.getQueryApiKey())
  console.log(JSON.stringify(responses))
}

main()
