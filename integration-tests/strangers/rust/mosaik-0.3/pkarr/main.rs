//! A client of pkarr 5 as it was published: resolves or publishes one packet.

#[path = "../../programs/packets.rs"]
mod packets;

use {
    clap::Parser,
    packets::{as_json, print, Network, Packet},
    pkarr::{
        errors::{ConcurrencyError, PublishError},
        Client, PublicKey, Timestamp,
    },
    serde_json::json,
    std::process::ExitCode,
};

/// Resolves or publishes a packet by the DHT or by relays, and prints one JSON line: packet, none,
/// published or error, which alone is a failure.
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

        /// Timestamp in microseconds of the packet to replace, or none
        #[arg(long, default_value = "none", value_parser = cas)]
        cas: Cas,

        #[command(flatten)]
        packet: Packet,
    },
}

#[derive(Clone)]
struct Cas(Option<Timestamp>);

fn cas(text: &str) -> Result<Cas, std::num::ParseIntError> {
    match text {
        "none" => Ok(Cas(None)),
        _ => Ok(Cas(Some(Timestamp::from(text.parse::<u64>()?)))),
    }
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

fn name(error: &PublishError) -> String {
    match error {
        PublishError::Query(query) => format!("{query:?}"),
        PublishError::Concurrency(ConcurrencyError::ConflictRisk) => "ConflictRisk".into(),
        PublishError::Concurrency(ConcurrencyError::NotMostRecent) => "NotMostRecent".into(),
        PublishError::Concurrency(ConcurrencyError::CasFailed) => "CasFailed".into(),
        PublishError::UnexpectedResponses => "UnexpectedResponses".into(),
    }
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
            let client = client(&network)?;
            let found = match most_recent {
                true => client.resolve_most_recent(&key).await,
                false => client.resolve(&key).await,
            };
            match found {
                Some(packet) => print("packet", as_json(&packet)),
                None => print("none", json!({ "key": key.to_z32() })),
            }
        }
        Command::Publish { network, cas, packet } => {
            let packet = packet.signed()?;
            if let Err(error) = client(&network)?.publish(&packet, cas.0).await {
                print("error", json!({ "error": name(&error), "text": error.to_string() }));
                return Ok(ExitCode::FAILURE);
            }
            print("published", as_json(&packet));
        }
    }
    Ok(ExitCode::SUCCESS)
}
