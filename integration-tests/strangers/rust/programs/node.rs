//! Nodes of the mosaik crate as it was published, which print what they know as JSON lines.
//!
//! Events, each with `ms` since the start and `node`, counted from 0: `starting` (id, version),
//! `online` (id, addresses, relays), `peer` (a member of the signed catalog is new: id, version,
//! addresses, and `known`, the members now), `gone` (it left the catalog: id, known).

#[path = "hex.rs"]
mod hex;

use {
    clap::Parser,
    mosaik::{
        discovery::PeerEntry,
        iroh::{EndpointAddr, RelayMap, RelayMode, RelayUrl, SecretKey},
        Network, PeerId,
    },
    serde_json::{json, Value},
    std::{collections::BTreeSet, time::Instant},
    tokio::task::JoinSet,
};

/// Runs nodes of one network until it is stopped, and prints JSON lines: starting, online, peer
/// (new in the signed catalog), gone. The crate's own log goes to standard error (RUST_LOG).
#[derive(Parser)]
#[command(name = env!("CARGO_BIN_NAME"), version)]
struct Options {
    /// Name of the network, or its 64 hexadecimal digits
    #[arg(long)]
    network: String,

    /// Relay, such as http://10.77.0.1:3340; without a relay that answers no node comes online
    #[arg(long)]
    relay: RelayUrl,

    /// How many nodes to run
    #[arg(long, default_value_t = 1)]
    count: usize,

    /// Secret key of the first node, 64 hexadecimal digits; random otherwise
    #[arg(long, value_parser = hex::key)]
    secret: Option<[u8; 32]>,
}

/// Prints the events of one node.
#[derive(Clone, Copy)]
struct Reporter {
    node: usize,
    started: Instant,
}

impl Reporter {
    fn print(self, event: &str, mut details: Value) {
        details["event"] = event.into();
        details["node"] = self.node.into();
        details["ms"] = (self.started.elapsed().as_millis() as u64).into();
        println!("{details}");
    }
}

fn sockets(address: &EndpointAddr) -> Vec<String> {
    address.ip_addrs().map(ToString::to_string).collect()
}

async fn run(options: &Options, reporter: Reporter) -> anyhow::Result<()> {
    let mut builder = Network::builder(options.network.as_str())
        .with_relay_mode(RelayMode::Custom(RelayMap::from(options.relay.clone())));
    if let (Some(bytes), 0) = (&options.secret, reporter.node) {
        builder = builder.with_secret_key(SecretKey::from_bytes(bytes));
    }
    reporter.print("starting", json!({ "version": env!("CARGO_PKG_VERSION") }));
    let network = builder.build().await?;
    let address = network.local().addr();
    let relays: Vec<String> = address.relay_urls().map(ToString::to_string).collect();
    let id = hex::encode(network.local().id().as_bytes());
    let addresses = sockets(&address);
    reporter.print("online", json!({ "id": id, "addresses": addresses, "relays": relays }));

    let mut catalog = network.discovery().catalog_watch();
    let mut known = BTreeSet::new();
    loop {
        let entries: Vec<PeerEntry> = catalog
            .borrow_and_update()
            .signed_peers()
            .map(|signed| signed.clone().into_unsigned())
            .collect();
        let members: BTreeSet<PeerId> = entries.iter().map(|entry| *entry.id()).collect();
        for entry in entries.iter().filter(|entry| !known.contains(entry.id())) {
            let details = json!({
                "id": hex::encode(entry.id().as_bytes()),
                "version": entry.protocol_version().to_string(),
                "addresses": sockets(entry.address()),
                "known": members.len(),
            });
            reporter.print("peer", details);
        }
        for id in known.difference(&members) {
            reporter
                .print("gone", json!({ "id": hex::encode(id.as_bytes()), "known": members.len() }));
        }
        known = members;
        catalog.changed().await?;
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let started = Instant::now();
    let options: &'static Options = Box::leak(Box::new(Options::parse()));
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    let mut nodes = JoinSet::new();
    for node in 0..options.count {
        nodes.spawn(run(options, Reporter { node, started }));
    }
    while let Some(ended) = nodes.join_next().await {
        ended??;
    }
    Ok(())
}
