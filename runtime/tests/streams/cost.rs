//! What a message costs: it is routed without an allocation.

use crate::plans::*;
use allocation_counter::measure;

#[test]
fn a_message_is_routed_without_allocating() {
    let mut plan = plain();
    let mut channel = channel("trades.{market}");
    channel.sequence = step("data.n");
    plan.channels = vec![channel].into();
    let mut talk = Talk::begin(plan);
    talk.subscribe(0, "btc");
    talk.receive(r#"{"ok":1}"#);
    let messages = (0..100).map(|n| {
        let text = format!(
            r#"{{"ch":"trades.btc","n":{n},"data":[{{"price":"1.5","amount":"2"}},"text \" with escapes"]}}"#
        );
        bytes::Bytes::from(text)
    });
    let messages: Vec<_> = messages.collect();
    // What grows once is there after the first.
    for message in &messages[..50] {
        talk.conversation.receive(message, talk.now);
        assert!(talk.conversation.next_told().is_some());
    }
    let allocations = measure(|| {
        for message in &messages[50..] {
            talk.conversation.receive(message, talk.now);
            assert!(talk.conversation.next_told().is_some());
        }
    });
    assert_eq!(allocations.count_total, 0);
}
