//! What the plans of the twelve exchanges cost above their cryptographic primitives: `cargo bench -p specie-tests --bench exchanges`.
//!
//! Each recorded request is signed over and over, and so is what its digests and MACs read, by the bare primitives with the key kept. The
//! difference is the plan's own. RSA, Ed25519 and ECDSA take so long that their scatter alone is more than a plan costs: in the plans that
//! are measured here, SHA-256 of the same data stands for them.

#[path = "../tests/exchanges/recorded.rs"]
#[allow(dead_code, reason = "the tests use the rest")]
mod recorded;

use hmac::Hmac;
use recorded::{Exchange, Request};
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use specie_runtime::signing::plan::{Action, Data, Expr, Function, List, Plan, Scheme, Step, Str};
use specie_runtime::signing::{Explained, SigningError};
use std::hint::black_box;
use std::time::{Duration, Instant};

const EXCHANGES: [&str; 12] = [
    "backpack",
    "binance",
    "bybit",
    "coinbase",
    "cryptocom",
    "gate",
    "htx",
    "kraken",
    "kucoin",
    "okx",
    "upbit",
    "whitebit",
];

/// Short turns, of which the least counts: whatever else the machine does can only add.
const TURNS: usize = 100;
const CALLS: u32 = 20;

fn main() -> Result<(), SigningError> {
    println!("exchange    requests  plan ns  primitives ns  above ns  most ns");
    for name in EXCHANGES {
        let exchange = Exchange::load(name);
        let scheme = cheap(&exchange.scheme);
        let mut costs = Vec::new();
        for request in &exchange.requests {
            costs.push(cost(&scheme, request)?);
        }
        let median = |of: fn(&Cost) -> f64| {
            let mut all: Vec<f64> = costs.iter().map(of).collect();
            all.sort_by(f64::total_cmp);
            all[all.len() / 2]
        };
        let most = costs.iter().map(Cost::above).fold(0.0, f64::max);
        println!(
            "{name:<12}{:>8}{:>9.0}{:>15.0}{:>10.0}{most:>9.0}",
            costs.len(),
            median(|cost| cost.plan),
            median(|cost| cost.primitives),
            median(Cost::above),
        );
    }
    Ok(())
}

/// Nanoseconds of one request.
struct Cost {
    plan: f64,
    primitives: f64,
}

impl Cost {
    fn above(&self) -> f64 {
        self.plan - self.primitives
    }
}

fn cost(scheme: &Scheme, request: &Request) -> Result<Cost, SigningError> {
    let signer = request.signer(scheme)?;
    let (call, inputs) = request.attempt(scheme, &signer);
    let (signed, stages) = signer.reveal(&call, &inputs, &request.session);
    let mut primitives: Vec<Primitive> = stages.iter().filter_map(Primitive::read).collect();
    primitives.extend(
        signed?
            .headers
            .iter()
            .filter_map(|(_, value)| Primitive::token(value)),
    );
    // As a client does it: an endpoint is made ready at its first call, unless its path has names to be filled.
    let endpoint = signer.endpoint(call.section, call.base, &call.method, &call.path)?;
    let (mut plan, mut least) = (Duration::MAX, Duration::MAX);
    for _ in 0..TURNS {
        plan = plan.min(time(|| {
            let (call, session) = (black_box(&call), &request.session);
            drop(black_box(match &endpoint {
                Some(endpoint) => signer.sign_at(endpoint, &call.params, &inputs, session),
                None => signer.sign(call, &inputs, session),
            }));
        }));
        least = least.min(time(|| primitives.iter().for_each(Primitive::compute)));
    }
    Ok(Cost {
        plan: plan.as_secs_f64() * 1e9,
        primitives: least.as_secs_f64() * 1e9,
    })
}

fn time(mut work: impl FnMut()) -> Duration {
    let start = Instant::now();
    for _ in 0..CALLS {
        work();
    }
    start.elapsed() / CALLS
}

/// A digest or MAC, and what it reads.
enum Primitive {
    Sha256(String),
    Sha512(String),
    Hmac256(Hmac<Sha256>, String),
    Hmac384(Hmac<Sha384>, String),
    Hmac512(Hmac<Sha512>, String),
}

impl Primitive {
    /// What a stage of `explain` tells of: `HMAC: input of hmac_sha512`.
    fn read(stage: &Explained) -> Option<Self> {
        let (_, function) = stage.name.split_once("input of ")?;
        let data = stage.value.clone();
        Some(match function {
            "sha256" => Self::Sha256(data),
            "sha512" => Self::Sha512(data),
            "hmac_sha256" => Self::Hmac256(key(), data),
            "hmac_sha512" => Self::Hmac512(key(), data),
            "jwt" => return None,
            other => panic!("{other} is not measured"),
        })
    }

    /// The MAC of a token.
    fn token(header: &str) -> Option<Self> {
        let (data, mac) = header.strip_prefix("Bearer ")?.rsplit_once('.')?;
        let data = data.to_owned();
        Some(match mac.len() {
            43 => Self::Hmac256(key(), data),
            64 => Self::Hmac384(key(), data),
            _ => Self::Hmac512(key(), data),
        })
    }

    fn compute(&self) {
        fn mac<M: hmac::Mac + Clone>(mac: &M, data: &str) {
            let mut mac = mac.clone();
            mac.update(black_box(data.as_bytes()));
            black_box(mac.finalize());
        }
        match self {
            Self::Sha256(data) => drop(black_box(Sha256::digest(black_box(data.as_bytes())))),
            Self::Sha512(data) => drop(black_box(Sha512::digest(black_box(data.as_bytes())))),
            Self::Hmac256(key, data) => mac(key, data),
            Self::Hmac384(key, data) => mac(key, data),
            Self::Hmac512(key, data) => mac(key, data),
        }
    }
}

/// What the key is makes no difference to the time.
fn key<M: hmac::Mac + hmac::KeyInit>() -> M {
    <M as hmac::KeyInit>::new_from_slice(&[7; 32]).expect("HMAC takes any key")
}

/// The scheme with SHA-256 in the place of slow signatures, and with tokens of HMAC.
fn cheap(scheme: &Scheme) -> Scheme {
    let mut scheme = scheme.clone();
    for Plan { steps, .. } in scheme.plans.to_mut() {
        cheap_steps(steps);
    }
    scheme
}

fn cheap_steps(steps: &mut List<Step>) {
    for step in steps.to_mut() {
        step.when.iter_mut().for_each(cheap_expr);
        match &mut step.action {
            Action::Let(lines) => lines
                .to_mut()
                .iter_mut()
                .for_each(|line| cheap_expr(&mut line.value)),
            Action::Header(lines) => lines
                .to_mut()
                .iter_mut()
                .for_each(|line| cheap_expr(&mut line.value)),
            Action::Set(_, value)
            | Action::Body(value)
            | Action::Path(value)
            | Action::Require(value) => cheap_expr(value),
            Action::Group { then, otherwise } => {
                cheap_steps(then);
                cheap_steps(otherwise);
            }
            Action::Place(_) | Action::Encode(_) => {}
        }
    }
}

fn cheap_expr(expr: &mut Expr) {
    expr.parts_mut().for_each(cheap_expr);
    let Expr::Call(function, args) = expr else {
        return;
    };
    match function {
        // A call that is joined with nothing is the same, and `explain` tells of it as what the MAC reads.
        Function::HmacSha256 | Function::HmacSha512 => {
            let args = args.to_mut();
            args[0] = Expr::Join(vec![args[0].clone()].into());
        }
        Function::RsaSha256 | Function::Ed25519 | Function::EcdsaP256 => {
            *function = Function::Sha256;
            args.to_mut().truncate(1);
        }
        Function::Jwt => {
            let text = |text| Expr::Literal(Data::Text(Str::Borrowed(text)));
            if args[1] == text("ES256") || args[1] == text("EdDSA") {
                let args = args.to_mut();
                args[1] = text("HS256");
                args[2] = text("a key that is kept");
            }
        }
        _ => {}
    }
}
