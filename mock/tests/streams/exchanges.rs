//! The mock of twelve exchanges, followed by the runtime's own client: every channel of every stream.

use crate::support::{Result, api, core};
use crate::{next, open};
use specie_codegen::model::{Api, Channel, MessageForm, Stream};
use specie_codegen::scenario::{Scenario, StreamFault, StreamFaults};
use specie_codegen::validate::Way;
use specie_codegen::{example_values, json, validate};
use specie_mock::{Mock, MockProvider};
use specie_runtime::signing::Credentials;
use specie_runtime::stream::plan::{Frame, SequenceRule, Start, StreamPlan};
use specie_runtime::stream::{
    Delivered, GapReason, MessageKind, RawEvent, RawStream, Subscription,
};
use specie_runtime::{Core, ErrorKind, Json};
use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::time::timeout;

/// Tests for each exchange, with the number of its channels and of those whose numbers show a loss.
macro_rules! for_each_exchange {
    ($($name:ident $channels:literal $numbered:literal),+ $(,)?) => {
        $(
            mod $name {
                #[tokio::test(flavor = "multi_thread")]
                async fn every_channel_delivers() -> super::Result<()> {
                    super::every_channel_delivers(stringify!($name), $channels).await
                }

                #[tokio::test(flavor = "multi_thread")]
                async fn another_secret_is_refused() -> super::Result<()> {
                    super::another_secret_is_refused(stringify!($name)).await
                }

                #[tokio::test(flavor = "multi_thread")]
                async fn a_lost_message_is_a_gap() -> super::Result<()> {
                    super::a_lost_message_is_a_gap(stringify!($name), $numbered).await
                }
            }
        )+
    };
}

for_each_exchange!(
    binance 14 2, bitfinex 5 0, bitmex 9 0, bitstamp 4 0, bybit 18 3, coinbase 6 6, deribit 10 2, gate 16 2, htx 15 1, kraken 6 0, kucoin 15 1,
    okx 11 1,
);

/// How many messages of each channel are read.
const MESSAGES: usize = 3;

fn spec(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../tests/streams/{name}.yaml"))
}

async fn started(name: &str) -> Result<(Api, MockProvider, Core)> {
    let api = api(&spec(name))?;
    let provider = Mock::new(api.clone()).start().await?;
    let core = core(&api, &provider)?;
    Ok((api, provider, core))
}

/// The subscription to a channel, with example values of its parameters.
fn subscription(api: &Api, stream: &Stream, index: usize) -> Subscription {
    let channel = stream.received().nth(index).expect("the channel");
    let params = params_of(api, channel);
    let params = Json::parse(params.as_bytes()).expect("JSON");
    let index = u16::try_from(index).expect("few channels");
    Subscription::of(&stream.plan, index, &params).expect("a subscription")
}

fn params_of(api: &Api, channel: &Channel) -> String {
    let params = channel.params.iter().filter(|field| !field.optional);
    let params = params.map(|field| {
        let value = example_values::value(api, &field.ty, &field.name, None, Way::Sent);
        (field.name.clone().into(), value)
    });
    json::object(&params.collect::<Vec<_>>())
}

/// Every channel of a stream is subscribed to over one connection. Messages arrive in the types of the spec, and nothing is amiss. Ended and
/// subscribed to again, a channel delivers again: its end was confirmed, because one frame at a time waits for its confirmation.
async fn every_channel_delivers(name: &str, count: usize) -> Result<()> {
    let (api, _provider, core) = started(name).await?;
    let mut channels = 0;
    for stream in &api.streams {
        let all = stream.received().count();
        channels += all;
        let subscriptions = (0..all).map(|at| subscription(&api, stream, at));
        let subscriptions: Vec<_> = subscriptions.collect();
        let Some(first) = subscriptions.first().cloned() else {
            continue;
        };
        let plan = Cow::Owned(stream.plan.clone());
        let opened = RawStream::open(&core, plan, subscriptions, None, None).await;
        let mut open = opened.map_err(|error| format!("{name}, {}: {error}", stream.name))?;
        let mut received = vec![0; all];
        while received.iter().any(|count| *count < MESSAGES) {
            let at = message(&api, stream, &mut open, &received).await?;
            received[at] += 1;
            let most = MESSAGES * 20;
            assert!(received[at] < most, "{name}, {}: {received:?}", stream.name);
        }
        if stream.plan.unsubscribe.is_none() {
            continue;
        }
        open.unsubscribe(&first)?;
        open.subscribe(first)?;
        let mut again = 0;
        while again < MESSAGES * 2 {
            let at = message(&api, stream, &mut open, &[again]).await?;
            again += usize::from(at == 0);
        }
    }
    assert_eq!(channels, count, "channels of {name}");
    Ok(())
}

/// The channel of the next event, which must be a message of its type.
async fn message(
    api: &Api,
    stream: &Stream,
    open: &mut RawStream,
    received: &[usize],
) -> Result<usize> {
    let place = format!("{}, {}, {received:?}", api.provider, stream.name);
    let event = timeout(Duration::from_secs(5), open.next()).await;
    let event = event.map_err(|_| format!("{place}: no event"))?;
    match event.ok_or("an open stream")? {
        Ok(RawEvent::Message(message)) => {
            let fault = mistyped(api, stream, &message);
            let text = String::from_utf8_lossy(message.data());
            assert_eq!(fault, None, "{place}: {text}");
            Ok(usize::from(message.subscription().channel()))
        }
        other => Err(format!("{place}: expected a message, found {other:?}").into()),
    }
}

/// Why a message does not have the type that the spec says.
fn mistyped(api: &Api, stream: &Stream, message: &Delivered) -> Option<String> {
    let index = message.subscription().channel();
    let kinds = &stream.plan.channel(index)?.kinds;
    let form = match (message.kind(), kinds) {
        (MessageKind::Start, _) => MessageForm::Start,
        (MessageKind::Of(_), None) => MessageForm::Only,
        (MessageKind::Of(kind), Some(kinds)) => {
            MessageForm::Kind(kinds.names[usize::from(kind)].to_string())
        }
    };
    let channel = stream.received().nth(usize::from(index))?;
    let declared = channel.messages.iter().find(|one| one.form == form);
    let declared = declared.expect("a form of the channel");
    let data = json::read(message.data(), json::Names::Shown).expect("JSON");
    let (_, faults) = validate::value(&api.types, &declared.ty, &data, Way::Received);
    faults.first().map(ToString::to_string)
}

/// A client with the right key and another secret does not get in: at the call for a token, the upgrade, the login, or the subscription.
async fn another_secret_is_refused(name: &str) -> Result<()> {
    let (api, provider, _) = started(name).await?;
    let other = Mock::new(api.clone()).seed(7).start().await?;
    let declared = &api.runtime.scheme.credentials;
    for stream in api
        .streams
        .iter()
        .filter(|stream| signs(&api, &stream.plan))
    {
        // What signs nothing shows the key alone.
        let shows_key = matches!(
            (name, stream.name.as_str()),
            ("binance", "margin_user" | "contracts_user")
        );
        let mut credentials = Credentials::new();
        for (at, credential) in declared.iter().enumerate() {
            let from = match credential.secret || shows_key {
                true => other.credentials(),
                false => provider.credentials(),
            };
            credentials.set(&*from[at].0, &*from[at].1);
        }
        let core = Core::builder(api.runtime.clone(), credentials)
            .base_url(provider.base_url())
            .build()?;
        let subscriptions = vec![subscription(&api, stream, 0)];
        let plan = Cow::Owned(stream.plan.clone());
        let refused = RawStream::open(&core, plan, subscriptions, None, None).await;
        let place = format!("{name}, {}", stream.name);
        let refused = refused
            .err()
            .ok_or_else(|| format!("{place}: it is let in"))?;
        let expected = match stream.plan.subscribe.iter().any(is_signed) {
            true => ErrorKind::Invalid,
            false => ErrorKind::Auth,
        };
        assert_eq!(refused.kind(), expected, "{place}: {refused}");
    }
    Ok(())
}

fn is_signed(frame: &Frame) -> bool {
    frame.section.is_some()
}

/// Whether something of the stream shows who the client is.
fn signs(api: &Api, plan: &StreamPlan) -> bool {
    let scheme = &api.runtime.scheme;
    let mut sessions = plan.sessions.iter().filter_map(|at| {
        let call = scheme.sessions[usize::from(*at)].call.as_ref()?;
        scheme.sections[usize::from(call.section)].plan
    });
    plan.upgrade.is_some()
        || plan.login.is_some()
        || plan.subscribe.iter().any(is_signed)
        || sessions.next().is_some()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_checksum_of_kraken_is_a_gap() -> Result<()> {
    let api = api(&spec("kraken"))?;
    let wrong = StreamFaults {
        on: None,
        channel: None,
        messages: Some((3, 3)),
        fault: StreamFault::Checksum,
    };
    let scenario = Scenario {
        streams: vec![wrong],
        ..Scenario::default()
    };
    let provider = Mock::new(api.clone()).scenario(scenario).start().await?;
    let core = core(&api, &provider)?;
    let symbol = r#"{"symbol":"BTC/USD"}"#;
    let mut book = open(&core, &api, "public", "book:{symbol}", symbol).await?;
    for _ in 0..2 {
        let event = next(&mut book).await?;
        assert!(matches!(event, RawEvent::Message(_)), "{event:?}");
    }
    let event = next(&mut book).await?;
    let RawEvent::Gap(gap) = &event else {
        panic!("expected a gap, found {event:?}");
    };
    assert_eq!(gap.reason, GapReason::Checksum);
    let event = next(&mut book).await?;
    assert!(matches!(event, RawEvent::Message(_)), "{event:?}");
    Ok(())
}

/// A message that is not sent, but counted, is told where the numbers show it; then the channel goes on.
async fn a_lost_message_is_a_gap(name: &str, count: usize) -> Result<()> {
    let api = api(&spec(name))?;
    let mut numbered = 0;
    for stream in &api.streams {
        for (index, channel) in stream.received().enumerate() {
            let sequence = stream.plan.channels[index].sequence.as_ref();
            if sequence.is_none_or(|one| matches!(one.rule, SequenceRule::Rising(_))) {
                continue;
            }
            numbered += 1;
            let place = format!("{name}, {}, {}", stream.name, channel.name);
            let lost = StreamFaults {
                on: Some(stream.name.clone()),
                channel: Some(channel.name.clone()),
                messages: Some((3, 3)),
                fault: StreamFault::Drop,
            };
            let scenario = Scenario {
                streams: vec![lost],
                ..Scenario::default()
            };
            let provider = Mock::new(api.clone()).scenario(scenario).start().await?;
            let core = core(&api, &provider)?;
            let params = params_of(&api, channel);
            let mut open = open(&core, &api, &stream.name, &channel.name, &params).await?;
            let mut received = 0;
            while received < 2 {
                let event = next(&mut open).await?;
                let RawEvent::Message(message) = &event else {
                    return Err(format!("{place}: expected a message, found {event:?}").into());
                };
                // The response of a call is no message of the channel.
                let begins = matches!(stream.plan.channels[index].start, Start::Call { .. });
                received += usize::from(!begins || message.kind() != MessageKind::Start);
            }
            let event = next(&mut open).await?;
            let RawEvent::Gap(gap) = &event else {
                return Err(format!("{place}: expected a gap, found {event:?}").into());
            };
            assert_eq!(gap.reason, GapReason::Sequence, "{place}");
            let event = next(&mut open).await?;
            assert!(matches!(event, RawEvent::Message(_)), "{place}: {event:?}");
        }
    }
    assert_eq!(numbered, count, "numbered channels of {name}");
    Ok(())
}
