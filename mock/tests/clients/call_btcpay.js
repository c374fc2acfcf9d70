// Calls the mock by `btcpay-greenfield-node-client`: node call_btcpay.js URL API_KEY [EMAIL PASSWORD]
//
// Without a key, with e-mail and password. Prints the responses as one JSON object, by method. A call that is refused gives status and body of
// its error.
const btcpay = require('btcpay-greenfield-node-client')

const [url, key, email, password] = process.argv.slice(2)
btcpay.OpenAPI.BASE = url
if (key) btcpay.OpenAPI.TOKEN = key
else Object.assign(btcpay.OpenAPI, { USERNAME: email, PASSWORD: password })

const responses = {}

async function call(name, response) {
  try {
    responses[name] = (await response) ?? null
  } catch (error) {
    responses[name] = { status: error.status, body: error.body ?? error.message }
  }
  return responses[name] ?? {}
}

async function main() {
  await call('key', btcpay.ApiKeysService.getApiKeysService())
  await call('me', btcpay.UsersService.usersGetCurrentUser())
  await call('health', btcpay.HealthService.healthGetHealth())
  await call('server', btcpay.ServerInfoService.serverInfoGetServerInfo())
  const store = await call('createStore', btcpay.StoresService.postStoresService({ requestBody: { name: 'Tea & 茶' } }))
  const storeId = store.id ?? 'none'
  await call('store', btcpay.StoresService.storesGetStore({ storeId }))
  await call('stores', btcpay.StoresService.storesGetStores())
  const order = { amount: '5.00', currency: 'USD', metadata: { orderId: 'Grüße-1', own: { a: 1 } }, checkout: { speedPolicy: 'HighSpeed', expirationMinutes: 90 } }
  await call('createInvoice', btcpay.InvoicesService.invoicesCreateInvoice({ storeId, requestBody: order }))
  await call('invoices', btcpay.InvoicesService.invoicesGetInvoices({ storeId }))
  const request = { amount: '12.50', title: 'A tea', currency: 'EUR', allowCustomPaymentAmounts: true }
  await call('createPaymentRequest', btcpay.PaymentRequestsService.paymentRequestsCreatePaymentRequest({ storeId, requestBody: request }))
  await call('paymentRequests', btcpay.PaymentRequestsService.paymentRequestsGetPaymentRequests({ storeId }))
  const pull = { name: 'Refund', amount: '0.1', currency: 'BTC', startsAt: 1592312018 }
  const made = await call('createPullPayment', btcpay.PullPaymentsManagementService.pullPaymentsCreatePullPayment({ storeId, requestBody: pull }))
  await call('pullPayments', btcpay.PullPaymentsManagementService.pullPaymentsGetPullPayments({ storeId, includeArchived: true }))
  const claim = { destination: '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2', amount: '0.05', payoutMethodId: 'BTC-CHAIN' }
  await call('claim', btcpay.PullPaymentsPublicService.pullPaymentsCreatePayout({ pullPaymentId: made.id ?? 'none', requestBody: claim }))
  const hook = { enabled: true, automaticRedelivery: true, url: 'https://shop.example/hook', authorizedEvents: { everything: false, specificEvents: ['InvoiceSettled'] }, secret: 'HelloWorld' }
  await call('createWebhook', btcpay.WebhooksService.postWebhooksService({ storeId, requestBody: hook }))
  await call('webhooks', btcpay.WebhooksService.webhokksGetWebhooks({ storeId }))
  await call('lightning', btcpay.LightningStoreService.storeLightningNodeApiGetInfo({ storeId, cryptoCode: 'BTC' }))
  await call('lightningInvoice', btcpay.LightningStoreService.storeLightningNodeApiCreateInvoice({ storeId, cryptoCode: 'BTC', requestBody: { amount: '1000', description: 'tea', expiry: 90 } }))
  await call('notifications', btcpay.NotificationsCurrentUserService.notificationsGetNotifications({ seen: 'false' }))
  console.log(JSON.stringify(responses))
}

main().catch(error => {
  console.error(error)
  process.exit(1)
})
