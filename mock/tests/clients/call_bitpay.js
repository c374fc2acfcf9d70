// Calls the mock by `bitpay-sdk`: node call_bitpay.js URL KEY MERCHANT_TOKEN PAYOUT_TOKEN POS_TOKEN
//
// Prints the responses as one JSON object, by method. A call that is refused gives the message and code of its error.
const sdk = require('bitpay-sdk')

const [url, key, merchant, payout, pos] = process.argv.slice(2)
// The package knows only the provider's own addresses. The address is signed, so it must be given here.
sdk.Client.getBaseUrl = () => url + '/'
const client = sdk.Client.createClientByPrivateKey(key, new sdk.TokenContainer({ merchant, payout }))
const shop = sdk.Client.createPosClient(pos)
const responses = {}

async function call(name, response) {
  try {
    responses[name] = await response
  } catch (error) {
    responses[name] = { error: error.message, code: error.code }
  }
  return responses[name]
}

async function main() {
  const invoice = { price: 20.5, currency: 'USD', guid: 'a-guid-1', orderId: 'Grüße & "1"', buyer: { email: 'john@doe.com' }, notificationURL: 'https://shop.example/ipn' }
  const created = await call('createInvoice', client.createInvoice(invoice, 'merchant', true))
  await call('getInvoice', client.getInvoice(created.id, 'merchant', true))
  await call('getInvoiceByGuid', client.getInvoiceByGuid('a-guid-1', 'merchant', true))
  await call('getInvoices', client.getInvoices({ dateStart: '2021-05-10', dateEnd: '2021-05-12', limit: 5 }))
  await call('updateInvoice', client.updateInvoice(created.id, { buyerSms: '+12223334444' }))
  await call('getInvoiceEventToken', client.getInvoiceEventToken(created.id))
  await call('requestInvoiceWebhookToBeResent', client.requestInvoiceWebhookToBeResent(created.id, created.token))
  await call('payInvoice', client.payInvoice(created.id, 'complete'))
  await call('createRefund', client.createRefund({ invoice: created.id, amount: 10.25, guid: 'a-guid-2' }))
  const refund = responses.createRefund.id
  await call('getRefund', client.getRefund(refund))
  await call('getRefundByGuid', client.getRefundByGuid('a-guid-2'))
  await call('getRefunds', client.getRefunds(created.id))
  await call('updateRefund', client.updateRefund(refund, 'created'))
  await call('cancelRefund', client.cancelRefund(refund))
  const bill = await call('createBill', client.createBill({ currency: 'USD', number: 'b-1', email: 'john@doe.com', items: [{ description: 'Item 1', price: 6, quantity: 1 }] }, 'merchant', true))
  await call('getBill', client.getBill(bill.id, 'merchant', true))
  await call('getBills', client.getBills())
  await call('deliverBill', client.deliverBill(bill.id, bill.token ?? 'none'))
  await call('getLedgers', client.getLedgers())
  await call('getLedgerEntries', client.getLedgerEntries('USD', new Date('2021-05-10'), new Date('2021-05-12')))
  await call('getSettlements', client.getSettlements({ limit: 5 }))
  await call('submitPayoutRecipients', client.submitPayoutRecipients({ recipients: [{ email: 'alice@email.com', label: 'Alice' }] }))
  await call('getPayoutRecipients', client.getPayoutRecipients())
  const paid = await call('submitPayout', client.submitPayout({ amount: 10, currency: 'USD', ledgerCurrency: 'USD', recipientId: 'LDxRZCGq174SF8AnQpdBPB', reference: 'payout_1' }))
  await call('getPayout', client.getPayout(paid.id))
  await call('getPayouts', client.getPayouts({ status: 'new' }))
  await call('cancelPayout', client.cancelPayout(paid.id))
  await call('getRate', client.getRate('BTC', 'USD'))
  const sold = await call('shop.createInvoice', shop.createInvoice({ price: 3, currency: 'EUR', guid: 'a-guid-3' }, 'pos', false))
  await call('shop.getInvoice', shop.getInvoice(sold.id, 'pos', false))
  console.log(JSON.stringify(responses))
}

main().catch(error => {
  console.error(error)
  process.exit(1)
})
