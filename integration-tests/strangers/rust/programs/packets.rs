//! What the pkarr programs have in common: arguments, packets made of them, packets as JSON.

#[path = "hex.rs"]
mod hex;

use {
    clap::Args,
    pkarr::{
        dns::{
            rdata::{RData, TXT},
            Name,
        },
        Keypair, SignedPacket, Timestamp,
    },
    serde_json::{json, Value},
};

// Not for the help text: the only network that the client has.
#[derive(Args)]
#[group(required = true, multiple = false)]
pub struct Network {
    /// HOST:PORT of a node of the DHT; may be repeated
    #[arg(long)]
    pub bootstrap: Vec<String>,

    /// URL of a pkarr relay; may be repeated
    #[arg(long)]
    pub relay: Vec<String>,
}

#[derive(Args)]
pub struct Packet {
    /// Secret key, 64 hexadecimal digits
    #[arg(long, value_parser = hex::key)]
    secret: [u8; 32],

    /// Timestamp of the packet in microseconds; now otherwise
    #[arg(long)]
    timestamp: Option<u64>,

    /// Time to live of the records in seconds
    #[arg(long, default_value_t = 600)]
    ttl: u32,

    /// NAME TYPE VALUE of each record; TYPE is TXT, A or AAAA
    #[arg(required = true, num_args = 1..)]
    records: Vec<String>,
}

impl Packet {
    pub fn signed(&self) -> anyhow::Result<SignedPacket> {
        let mut builder = SignedPacket::builder();
        for record in self.records.chunks(3) {
            let [name, kind, value] = record else {
                anyhow::bail!("not NAME TYPE VALUE: {record:?}");
            };
            let name = Name::new(name)?;
            builder = match kind.as_str() {
                "TXT" => builder.txt(name, TXT::try_from(value.as_str())?, self.ttl),
                "A" => builder.a(name, value.parse()?, self.ttl),
                "AAAA" => builder.aaaa(name, value.parse()?, self.ttl),
                _ => anyhow::bail!("not TXT, A or AAAA: {kind}"),
            };
        }
        if let Some(timestamp) = self.timestamp {
            builder = builder.timestamp(Timestamp::from(timestamp));
        }
        Ok(builder.sign(&Keypair::from_secret_key(&self.secret))?)
    }
}

fn value(data: &RData) -> String {
    match data {
        RData::TXT(text) => {
            String::try_from(text.clone()).unwrap_or_else(|error| error.to_string())
        }
        RData::A(a) => std::net::Ipv4Addr::from(a.address).to_string(),
        RData::AAAA(aaaa) => std::net::Ipv6Addr::from(aaaa.address).to_string(),
        other => format!("{other:?}"),
    }
}

/// The packet as it is printed: key, timestamp in microseconds, records, DNS packet in hexadecimal.
pub fn as_json(packet: &SignedPacket) -> Value {
    let records: Vec<Value> = packet
        .all_resource_records()
        .map(|record| {
            json!({
                "name": record.name.to_string(),
                "type": format!("{:?}", record.rdata.type_code()),
                "ttl": record.ttl,
                "value": value(&record.rdata),
            })
        })
        .collect();
    json!({
        "key": packet.public_key().to_z32(),
        "timestamp": packet.timestamp().as_u64(),
        "records": records,
        "packet": hex::encode(&packet.encoded_packet()),
    })
}

/// Prints the event and tells whether the program did what it was asked to.
pub fn print(event: &str, mut details: Value) {
    details["event"] = event.into();
    details["version"] = env!("CARGO_PKG_VERSION").into();
    println!("{details}");
}
