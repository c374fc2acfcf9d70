//! Programs that others wrote, against the mock; and the generated clients, against servers that do not read the specs.
//!
//! The programs are packages of PyPI and npm, pinned in `requirements.txt` and `package-lock.json`, or snippets of providers' pages. They are
//! driven by the scripts beside this file. The servers are in `servers/`, one for each provider, from its pages. `socket_io/` has a server and
//! a client on the npm packages of socket.io, of both versions that speak Engine.IO 3.

#![allow(missing_docs, reason = "tests")]

mod binance;
mod binance_pay;
mod bitpay;
mod btcpay;
mod bybit;
mod calypso;
mod coinpayments;
mod coinpit;
mod coinport;
mod cryptomus;
mod kraken;
mod nowpayments;
mod programs;
mod servers;
mod socket_io;
