//! A client of pkarr 8 as it was published: resolves or publishes one packet.

#[path = "../../programs/packets.rs"]
mod packets;

use {
    clap::Parser,
    packets::{as_json, print, Network, Packet},
    pkarr::{errors::ResolveError, Client, PublicKey, ResolvePolicy},
    serde_json::json,
    std::process::ExitCode,
};

/// Resolves or publishes a packet by the DHT or by relays, and prints one JSON line: packet, none,
/// published or error, which alone is a failure. This version of pkarr knows no compare-and-swap.
#[derive(Parser)]
#[command(name = env!("CARGO_BIN_NAME"), version)]
enum Command {
    /// Looks up the packet of a key: prints packet, none or error
    Resolve {
        #[command(flatten)]
        network: Network,

        /// Wait for all answers, not only for the first
        #[arg(long)]
        most_recent: bool,

        /// Public key in z-base-32
        key: PublicKey,
    },
    /// Signs a packet and publishes it: prints published or error
    Publish {
        #[command(flatten)]
        network: Network,

        #[command(flatten)]
        packet: Packet,
    },
}

fn client(network: &Network) -> anyhow::Result<Client> {
    let mut builder = Client::builder();
    builder.no_default_network();
    if !network.bootstrap.is_empty() {
        builder.bootstrap(&network.bootstrap);
    }
    if !network.relay.is_empty() {
        builder.relays(&network.relay)?;
    }
    Ok(builder.build()?)
}

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let command = Command::parse();
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    match command {
        Command::Resolve { network, most_recent, key } => {
            let policy = match most_recent {
                true => ResolvePolicy::NetworkOnly,
                false => ResolvePolicy::CacheFirst,
            };
            match client(&network)?.resolve(&key, policy).await {
                Ok(packet) => print("packet", as_json(&packet)),
                Err(ResolveError::NotFound) => print("none", json!({ "key": key.to_z32() })),
                Err(error) => return Ok(failure(&error)),
            }
        }
        Command::Publish { network, packet } => {
            let packet = packet.signed()?;
            match client(&network)?.publish(&packet).await {
                Ok(nodes) => {
                    let mut details = as_json(&packet);
                    details["nodes"] = nodes.into();
                    print("published", details);
                }
                Err(error) => return Ok(failure(&error)),
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The error's name is the variant's, as it is printed for debugging.
fn failure<E: std::error::Error>(error: &E) -> ExitCode {
    print("error", json!({ "error": format!("{error:?}"), "text": error.to_string() }));
    ExitCode::FAILURE
}
