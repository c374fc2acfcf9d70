// Calls the mock by the official connectors `@binance/spot` and `@binance/wallet`: node call_binance.js URL API_KEY SECRET
//
// SECRET is the text of an HMAC key, or a private key in PEM.
// Prints the data of each response as one JSON object, by method; a call that is refused gives the code, message and name of its error.
const { Spot } = require('@binance/spot')
const { Wallet } = require('@binance/wallet')

const [url, apiKey, apiSecret] = process.argv.slice(2)
// The connector would repeat calls that the mock refuses.
const signer = apiSecret.includes('PRIVATE KEY') ? { privateKey: apiSecret } : { apiSecret }
const configuration = { apiKey, ...signer, basePath: url, retries: 0 }
const spot = new Spot({ configurationRestAPI: configuration }).restAPI
const wallet = new Wallet({ configurationRestAPI: configuration }).restAPI

const responses = {}
async function call(api, method, params) {
  try {
    const response = await api[method](params)
    responses[method] = await response.data()
  } catch (error) {
    responses[method] = { code: error.code, message: error.message, error: error.name }
  }
}

const symbol = 'BTCUSDT'
const limit = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: 0.5, price: 20000.25 }

async function main() {
  // Public.
  await call(spot, 'ping')
  await call(spot, 'time')
  await call(spot, 'exchangeInfo', { symbols: ['BTCUSDT', 'BNBBTC'] })
  await call(spot, 'depth', { symbol, limit: 5 })
  await call(spot, 'getTrades', { symbol })
  await call(spot, 'historicalTrades', { symbol, fromId: 1 })
  await call(spot, 'aggTrades', { symbol })
  await call(spot, 'klines', { symbol, interval: '1m', limit: 2 })
  await call(spot, 'avgPrice', { symbol })
  await call(spot, 'ticker24hr', { symbol })
  await call(spot, 'tickerTradingDay', { symbols: ['BTCUSDT', 'BNBUSDT'] })
  await call(spot, 'tickerPrice', { symbols: ['BTCUSDT', 'BNBUSDT'] })
  await call(spot, 'tickerBookTicker', { symbol })
  await call(spot, 'ticker', { symbol, type: 'MINI' })
  await call(spot, 'executionRules', { symbol })
  // With a key alone.
  await call(wallet, 'systemStatus')
  await call(wallet, 'getSymbolsDelistScheduleForSpot', {})
  // Signed.
  await call(spot, 'getAccount', { omitZeroBalances: true, recvWindow: 4000 })
  await call(spot, 'orderTest', { ...limit, computeCommissionRates: true })
  await call(spot, 'newOrder', { ...limit, newClientOrderId: 'cid-1', newOrderRespType: 'FULL' })
  // A call that was refused has no id.
  const orderId = responses.newOrder.orderId || 1
  await call(spot, 'getOrder', { symbol, orderId })
  await call(spot, 'getOpenOrders', { symbol })
  await call(spot, 'orderAmendKeepPriority', { symbol, orderId, newQty: 0.25 })
  await call(spot, 'deleteOrder', { symbol, orderId })
  await call(spot, 'orderListOco', {
    symbol, side: 'SELL', quantity: 0.1, aboveType: 'LIMIT_MAKER', abovePrice: 70000, belowType: 'STOP_LOSS', belowStopPrice: 50000
  })
  await call(spot, 'orderListOto', {
    symbol, workingType: 'LIMIT', workingSide: 'BUY', workingPrice: 20000, workingQuantity: 0.1, workingTimeInForce: 'GTC',
    pendingType: 'MARKET', pendingSide: 'SELL', pendingQuantity: 0.1
  })
  await call(spot, 'allOrderList')
  await call(spot, 'myTrades', { symbol, fromId: 1 })
  await call(spot, 'allOrders', { symbol })
  await call(spot, 'rateLimitOrder')
  await call(spot, 'accountCommission', { symbol })
  await call(spot, 'myFilters', { symbol })
  await call(wallet, 'accountStatus')
  await call(wallet, 'allCoinsInformation')
  await call(wallet, 'dailyAccountSnapshot', { type: 'SPOT' })
  await call(wallet, 'userUniversalTransfer', { type: 'MAIN_FUNDING', asset: 'USDT', amount: 10 })
  await call(wallet, 'queryUserUniversalTransferHistory', { type: 'MAIN_FUNDING' })
  await call(wallet, 'withdraw', { coin: 'BTC', address: 'bc1q/0+é', amount: 0.5, withdrawOrderId: 'w-1', network: 'BTC' })
  await call(wallet, 'withdrawHistory', { withdrawOrderId: 'w-1' })
  await call(wallet, 'depositAddress', { coin: 'BTC', network: 'BTC' })
  await call(wallet, 'userAsset', { needBtcValuation: true })
  await call(wallet, 'dustTransfer', { asset: 'BNB,ETH' })
  await call(wallet, 'withdrawTravelRule', { coin: 'BTC', address: 'bc1q0', amount: 0.1, questionnaire: '{"isAddressOwner":1}' })
  console.log(JSON.stringify(responses))
}

main().then(
  () => process.exit(0),
  error => {
    console.error(error)
    process.exit(1)
  }
)
