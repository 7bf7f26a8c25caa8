//! The relay server of iroh 0.97 as it was published, in plain HTTP.

use {
    clap::Parser,
    iroh_relay::server::{AccessConfig, Limits, RelayConfig, Server, ServerConfig},
    serde_json::json,
    std::net::SocketAddr,
};

/// Serves everybody in plain HTTP until it is stopped. Prints one JSON line: listening, with url.
#[derive(Parser)]
#[command(name = env!("CARGO_BIN_NAME"), version)]
struct Options {
    /// ADDRESS:PORT to listen on; port 0 takes any
    #[arg(long)]
    bind: SocketAddr,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    let mut server = Server::spawn(ServerConfig::<std::io::Error> {
        relay: Some(RelayConfig {
            http_bind_addr: options.bind,
            tls: None,
            limits: Limits::default(),
            key_cache_capacity: Some(1024),
            access: AccessConfig::Everyone,
        }),
        quic: None,
        metrics_addr: None,
    })
    .await?;
    let url = server.http_addr().map(|address| format!("http://{address}"));
    let version = env!("CARGO_PKG_VERSION");
    println!("{}", json!({ "event": "listening", "url": url, "version": version }));
    server.task_handle().await??;
    Ok(())
}
