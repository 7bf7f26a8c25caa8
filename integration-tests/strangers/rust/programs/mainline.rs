//! Nodes of the mainline crate as it was published, all in one process, in server mode.
//!
//! Events: `node` (address, id), then `ready` (version, nodes) when all are in the DHT.

// Built with two versions, of which the newer one deprecates what the older one calls these.
#![allow(deprecated)]

use {
    clap::Parser,
    mainline::Dht,
    serde_json::json,
    std::net::{Ipv4Addr, SocketAddrV4},
};

/// Runs DHT nodes that serve until the program is stopped, and prints JSON lines: node, for each,
/// with its address, and ready.
#[derive(Parser)]
#[command(name = env!("CARGO_BIN_NAME"), version)]
struct Options {
    /// How many nodes to run
    #[arg(long, default_value_t = 1)]
    nodes: usize,

    /// IPv4 address under which the nodes are met. Version 6 listens on all addresses nevertheless
    #[arg(long, default_value_t = Ipv4Addr::LOCALHOST)]
    bind: Ipv4Addr,

    /// Port of the first node, 0 for any; the others take any
    #[arg(long, default_value_t = 0)]
    port: u16,

    /// HOST:PORT of a node of the DHT to join; without it the first node makes a new one
    #[arg(long)]
    bootstrap: Vec<String>,
}

fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    let mut bootstrap = options.bootstrap.clone();
    let mut nodes = Vec::new();
    let mut joining = Vec::new();
    for node in 0..options.nodes {
        let mut builder = Dht::builder();
        builder.server_mode().port(if node == 0 { options.port } else { 0 });
        #[cfg(feature = "bind")]
        builder.bind_address(options.bind);
        if bootstrap.is_empty() {
            builder.no_bootstrap();
        } else {
            builder.bootstrap(&bootstrap);
        }
        let dht = builder.build()?;
        let info = dht.info();
        let address = SocketAddrV4::new(options.bind, info.local_addr().port());
        println!("{}", json!({ "event": "node", "address": address, "id": info.id().to_string() }));
        if bootstrap.is_empty() {
            bootstrap.push(address.to_string());
        } else {
            let dht = dht.clone();
            joining.push((address, std::thread::spawn(move || dht.bootstrapped())));
        }
        nodes.push(dht);
    }
    for (address, joined) in joining {
        let is_member = joined.join().expect("a node that joins");
        anyhow::ensure!(is_member, "{address}: none of {bootstrap:?} answers");
    }
    let version = env!("CARGO_PKG_VERSION");
    println!("{}", json!({ "event": "ready", "version": version, "nodes": nodes.len() }));
    loop {
        std::thread::park();
    }
}
