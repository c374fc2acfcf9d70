//! What a signed typed call costs beside the same request by hand with reqwest: `cargo bench -p specie --features calypso --bench calls`.
//!
//! Both sides send the same bytes over connections that are kept alive, to a server in another process, and decode the same response: the
//! client generated for Calypso Pay, and functions that a careful engineer would write with `reqwest`, `hmac`, `serde` and `serde_json`. The
//! client sends by its default transport, whose sockets a thread of their own watches; by `HttpTransport::on_this_runtime`; and by one that is
//! configured, whose connections run on a thread of their own. They take turns in short batches, so that what else the machine does falls on both alike. Counted is the CPU time of this process, user and
//! system, of all its threads; and the time from the start of a call to its end. The figures are lower quartiles of the batches.
#![allow(missing_docs, clippy::cast_precision_loss, reason = "a benchmark")]

mod by_hand;
mod server;

use by_hand::ByHand;
use rustix::time::{ClockId, clock_gettime};
use server::ServerProcess;
use specie::Amount;
use specie::calypso::{Client, CreateSingleInvoice, Credentials, FixC2fRate};
use specie::runtime::HttpTransport;
use std::hint::black_box;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;
use test_server::{Request, Server};
use tokio::runtime::Runtime;

type AnyError = Box<dyn std::error::Error + Send + Sync>;

const KEY: &str = "c529e14832b34b74972365cf7bf02430";
const SECRET: &str = "b823a6b9ea72408583cef9ec8d67fa52";
const ACCOUNT: &str = "0xc195df92dd9db2a8f28e597981f113d6e7582f8b";
const ID: &str = "1be6a518-6dcd-477d-96af-dd914b1300ce";

/// Batches of each side that count, after those that warm up.
const BATCHES: usize = 160;
const WARM: usize = 10;
/// Calls of a batch.
const CALLS: usize = 192;
/// The most CPU time of a call, as a multiple of that by hand.
const MOST_CPU: f64 = 1.1;
/// The most that the 99th percentile of the time of a call may lie above that by hand, where one call follows the other.
const MOST_P99_US: f64 = 20.0;

/// What is called.
#[derive(Clone, Copy)]
enum Kind {
    /// An address that is the same in each call.
    Fixed,
    /// An address with a value of the call in it.
    Filled,
}

fn main() -> Result<ExitCode, AnyError> {
    if server::is_wanted() {
        server::serve()?;
        return Ok(ExitCode::SUCCESS);
    }
    let executor = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    executor.block_on(both_send_the_same())?;
    let server = ServerProcess::start()?;
    println!("CPU of a call, µs, × by hand, and µs of the 99th percentile above by hand");
    println!(
        "                                 by hand          default   on this runtime        configured"
    );
    let _entered = executor.enter();
    let mut within = true;
    for (name, kind, at_once) in [
        ("a fixed address", Kind::Fixed, 1),
        ("a filled address", Kind::Filled, 1),
        ("a fixed address, 16 at once", Kind::Fixed, 16),
        ("a filled address, 16 at once", Kind::Filled, 16),
    ] {
        let ways = Ways::new(&server.url, kind, at_once)?;
        let [default, here, configured, by_hand] = ways.compare(&executor)?;
        let ratio = |ours: Figures| ours.cpu_us / by_hand.cpu_us;
        let above = |ours: Figures| ours.p99_us - by_hand.p99_us;
        let shown = |ours| format!("{:.2} {:>+8.1}", ratio(ours), above(ours));
        let [by_default, on_this, by_reqwest] = [default, here, configured].map(shown);
        println!(
            "{name:<32}{:>8.1}{by_default:>17}{on_this:>18}{by_reqwest:>18}",
            by_hand.cpu_us
        );
        within &= ratio(here) <= MOST_CPU && (at_once > 1 || above(here) <= MOST_P99_US);
    }
    Ok(match within {
        true => ExitCode::SUCCESS,
        false => {
            println!(
                "on this runtime: more than {MOST_CPU} × the CPU time, or {MOST_P99_US} µs above"
            );
            ExitCode::FAILURE
        }
    })
}

fn client(url: &str, transport: HttpTransport) -> Result<Client, AnyError> {
    let credentials = Credentials::new(KEY, SECRET).account(ACCOUNT);
    let client = Client::builder(credentials).base_url(url);
    Ok(client.transport(transport).build()?)
}

/// Checks what the comparison rests on: both sides send the same, correctly signed, and read the same.
async fn both_send_the_same() -> Result<(), AnyError> {
    for (answer, kind) in [(server::INVOICE, Kind::Fixed), (server::RATE, Kind::Filled)] {
        let server = Server::always((200, answer));
        let ways = Ways::new(server.url(), kind, 1)?;
        let read = [
            ways.call(Side::Default, 0).await?,
            ways.call(Side::OnThisRuntime, 0).await?,
            ways.call(Side::Configured, 0).await?,
            ways.call(Side::ByHand, 0).await?,
        ];
        let sent: Vec<_> = server.requests().iter().map(unstamped).collect();
        let differ = |at: usize| read[0] != read[at] || sent[0] != sent[at];
        if (1..SIDES.len()).any(differ) {
            return Err(format!("the sides differ: {read:?}, {sent:?}").into());
        }
    }
    Ok(())
}

/// A request without its time, and whether it is signed correctly.
fn unstamped(request: &Request) -> (String, Vec<(String, String)>, String, bool) {
    let body = request.text().to_owned();
    let (head, rest) = body.split_once("\"timestamp\":").unwrap_or_default();
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let named = |name: &str| name.eq_ignore_ascii_case("sign");
    let others = request.headers.iter().filter(|(name, _)| !named(name));
    let mut headers: Vec<_> = others
        .map(|(name, value)| (name.to_ascii_lowercase(), value.clone()))
        .collect();
    headers.sort();
    let sign = by_hand::sign(&by_hand::schedule(SECRET), &request.body);
    let signed = request.header("Sign") == Some(sign.as_str());
    let line = format!("{} {}", request.method, request.target);
    (line, headers, format!("{head}{rest}"), signed)
}

/// The figures of one side.
#[derive(Clone, Copy, Default)]
struct Figures {
    cpu_us: f64,
    p99_us: f64,
}

/// Who makes the calls.
#[derive(Clone, Copy)]
enum Side {
    Default,
    OnThisRuntime,
    Configured,
    ByHand,
}

const SIDES: [Side; 4] = [
    Side::Default,
    Side::OnThisRuntime,
    Side::Configured,
    Side::ByHand,
];

/// The sides, and the calls that they make.
struct Ways {
    default: Client,
    here: Client,
    configured: Client,
    by_hand: ByHand,
    kind: Kind,
    at_once: usize,
    amount: Amount,
}

impl Ways {
    fn new(url: &str, kind: Kind, at_once: usize) -> Result<Arc<Self>, AnyError> {
        Ok(Arc::new(Self {
            default: client(url, HttpTransport::new())?,
            here: client(url, HttpTransport::on_this_runtime()?)?,
            configured: client(url, HttpTransport::configured(|http| http))?,
            by_hand: ByHand::new(url)?,
            kind,
            at_once,
            amount: "0.001".parse()?,
        }))
    }

    /// Lower quartiles of the batches of each side.
    fn compare(self: &Arc<Self>, executor: &Runtime) -> Result<[Figures; 4], AnyError> {
        let mut all: [Vec<Figures>; 4] = Default::default();
        for batch in 0..BATCHES + WARM {
            // Each goes first as often as the others.
            for turn in 0..SIDES.len() {
                let at = (batch + turn) % SIDES.len();
                let figures = executor.block_on(Arc::clone(self).batch(SIDES[at]))?;
                if batch >= WARM {
                    all[at].push(figures);
                }
            }
        }
        Ok(all.map(|figures| Figures {
            cpu_us: lower_quartile(figures.iter().map(|one| one.cpu_us)),
            p99_us: lower_quartile(figures.iter().map(|one| one.p99_us)),
        }))
    }

    /// Makes the calls of a batch by one of the sides.
    async fn batch(self: Arc<Self>, side: Side) -> Result<Figures, AnyError> {
        let before = cpu_us();
        let tasks: Vec<_> = (0..self.at_once)
            .map(|_| tokio::spawn(Arc::clone(&self).one_after_the_other(side)))
            .collect();
        let mut times = Vec::with_capacity(CALLS);
        for task in tasks {
            times.append(&mut task.await??);
        }
        let cpu_us = (cpu_us() - before) / CALLS as f64;
        times.sort_by(f64::total_cmp);
        Ok(Figures {
            cpu_us,
            p99_us: times[times.len() * 99 / 100],
        })
    }

    /// How long each call took, in µs.
    async fn one_after_the_other(self: Arc<Self>, side: Side) -> Result<Vec<f64>, AnyError> {
        let mut times = Vec::with_capacity(CALLS);
        for number in 0..CALLS / self.at_once {
            let begun = Instant::now();
            black_box(self.call(side, number).await?);
            times.push(begun.elapsed().as_secs_f64() * 1e6);
        }
        Ok(times)
    }

    async fn call(&self, side: Side, number: usize) -> Result<String, AnyError> {
        match side {
            Side::Default => self.ours(&self.default, number).await,
            Side::OnThisRuntime => self.ours(&self.here, number).await,
            Side::Configured => self.ours(&self.configured, number).await,
            Side::ByHand => self.theirs(number).await,
        }
    }

    /// A call by a client. Returns a text of the response.
    async fn ours(&self, client: &Client, number: usize) -> Result<String, AnyError> {
        Ok(match self.kind {
            Kind::Fixed => {
                let request = CreateSingleInvoice::new(self.amount.clone(), "ETH", "Green tea")
                    .idempotency_key(ID);
                client.create_single_invoice(&request).await?.id
            }
            Kind::Filled => {
                let request = FixC2fRate::new(kind_of_order(number), "EUR", "USDT_TRX");
                client.fix_c2f_rate(&request).await?.rate_id
            }
        })
    }

    /// The same call by hand.
    async fn theirs(&self, number: usize) -> Result<String, AnyError> {
        Ok(match self.kind {
            Kind::Fixed => {
                self.by_hand
                    .invoice(0.001, "ETH", "Green tea", ID)
                    .await?
                    .id
            }
            Kind::Filled => {
                let kind = kind_of_order(number);
                self.by_hand.rate(kind, "EUR", "USDT_TRX").await?.rate_id
            }
        })
    }
}

fn kind_of_order(number: usize) -> &'static str {
    ["SELL", "BUY"][number % 2]
}

/// The CPU time that this process has used, user and system.
fn cpu_us() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 * 1e6 + time.tv_nsec as f64 / 1e3
}

/// The value that a quarter of all lies below: whatever else the machine does can only add.
fn lower_quartile(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 4]
}
