//! BitPay: npm `bitpay-sdk`, the provider's own. Half of its signatures do not have the low form of s that our plan gives them.

use crate::programs::{Result, changed, credential, mock, node, printed, verdicts};
use serde_json::Value;
use specie_mock::{MockProvider, RefusalKind};

/// The methods of the script, and the operations that they are. All but the last three are signed.
const CALLS: [(&str, &str); 30] = [
    ("createInvoice", "create_invoice"),
    ("getInvoice", "get_invoice"),
    ("getInvoiceByGuid", "get_invoice_by_guid"),
    ("getInvoices", "list_invoices"),
    ("updateInvoice", "update_invoice"),
    ("getInvoiceEventToken", "get_invoice_events"),
    (
        "requestInvoiceWebhookToBeResent",
        "resend_invoice_notification",
    ),
    ("payInvoice", "pay_invoice"),
    ("createRefund", "create_refund"),
    ("getRefund", "get_refund"),
    ("getRefundByGuid", "get_refund_by_guid"),
    ("getRefunds", "list_refunds"),
    ("updateRefund", "update_refund"),
    ("cancelRefund", "cancel_refund"),
    ("createBill", "create_bill"),
    ("getBill", "get_bill"),
    ("getBills", "list_bills"),
    ("deliverBill", "deliver_bill"),
    ("getLedgers", "list_ledgers"),
    ("getLedgerEntries", "list_ledger_entries"),
    ("getSettlements", "list_settlements"),
    ("submitPayoutRecipients", "create_recipients"),
    ("getPayoutRecipients", "list_recipients"),
    ("submitPayout", "create_payout"),
    ("getPayout", "get_payout"),
    ("getPayouts", "list_payouts"),
    ("cancelPayout", "cancel_payout"),
    ("getRate", "get_rate"),
    // The same method and path as the first two, with the token `pos` and unsigned.
    ("shop.createInvoice", "create_pos_invoice"),
    ("shop.getInvoice", "get_pos_invoice"),
];

/// A private key that is not the mock's: the number 1.
const OTHER_KEY: &str = "0000000000000000000000000000000000000000000000000000000000000001";

/// The responses of all calls. What is given in place of a credential of the account: the private key, and the token `merchant`.
async fn run(provider: &MockProvider, key: Option<&str>, merchant: Option<&str>) -> Result<Value> {
    let own = |name, other: Option<&str>| match other {
        Some(other) => Ok(other.to_owned()),
        None => credential(provider, name),
    };
    let arguments = [
        provider.base_url(),
        own("key", key)?,
        own("merchant_token", merchant)?,
        own("payout_token", None)?,
        own("pos_token", None)?,
    ];
    printed(|| node("call_bitpay.js"), arguments).await
}

#[tokio::test]
async fn every_call_is_accepted() -> Result<()> {
    let provider = mock("bitpay").await?;
    let responses = run(&provider, None, None).await?;
    assert_eq!(
        verdicts(&provider),
        CALLS.map(|(_, operation)| (operation.to_owned(), None))
    );
    for (method, _) in CALLS {
        let response = &responses[method];
        assert!(response["error"].is_null(), "{method}: {response}");
    }
    let created = &responses["createInvoice"];
    assert_eq!(created["price"], 20.5);
    assert_eq!(created["orderId"], r#"Grüße & "1""#);
    assert_eq!(created["status"], "new");
    assert_eq!(responses["getInvoice"]["id"], created["id"]);
    assert_eq!(responses["cancelRefund"]["status"], "cancelled");
    assert_eq!(responses["requestInvoiceWebhookToBeResent"], true);
    assert_eq!(responses["shop.getInvoice"]["price"], 3);
    Ok(())
}

#[tokio::test]
async fn another_key_or_token_is_refused() -> Result<()> {
    let provider = mock("bitpay").await?;
    let token = changed(&credential(&provider, "merchant_token")?);
    for (key, merchant) in [(Some(OTHER_KEY), None), (None, Some(&*token))] {
        let before = provider.calls().len();
        let responses = run(&provider, key, merchant).await?;
        let refused = verdicts(&provider).split_off(before);
        let signed = CALLS.iter().take(27);
        for ((method, operation), (found, refusal)) in signed.zip(&refused) {
            // A wrong token of the account matters only where it is sent.
            let is_of_payouts = operation.contains("payout") || operation.contains("recipient");
            let has_own_token =
                matches!(*operation, "resend_invoice_notification" | "deliver_bill");
            if key.is_none() && (is_of_payouts || has_own_token) {
                continue;
            }
            // A request that fits neither of two sections is taken for one of the first.
            assert_eq!(found, operation, "{method}");
            assert!(
                matches!(
                    refusal,
                    Some(RefusalKind::UnknownKey | RefusalKind::WrongSignature)
                ),
                "{method}: {refusal:?}"
            );
            assert!(responses[method]["error"].is_string(), "{method}");
        }
    }
    Ok(())
}
