//! A client on the QUIC and TLS of iroh 0.97 that speaks like iroh but has no key to show.

#[path = "../../programs/hex.rs"]
mod hex;

use {
    clap::Parser,
    noq::{crypto::rustls::QuicClientConfig, ClientConfig, ConnectionError, Endpoint},
    rustls::{
        client::{
            danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
            ResolvesClientCert,
        },
        crypto::{ring, verify_tls13_signature_with_raw_key, CryptoProvider},
        pki_types::{CertificateDer, ServerName, SubjectPublicKeyInfoDer, UnixTime},
        sign::CertifiedKey,
        CertificateError, DigitallySignedStruct, Error, SignatureScheme,
    },
    serde_json::json,
    std::{net::SocketAddr, sync::Arc},
};

/// Connects to a peer with an empty Certificate message and prints one JSON line: closed, with the
/// code (a TLS alert is 256 and its number) and the reason that the peer gave.
#[derive(Parser)]
#[command(name = env!("CARGO_BIN_NAME"), version)]
struct Options {
    /// Public key of the peer, 64 hexadecimal digits
    #[arg(long, value_parser = hex::key)]
    id: [u8; 32],

    /// ADDRESS:PORT of the peer
    #[arg(long)]
    address: SocketAddr,

    /// Application protocol
    #[arg(long)]
    alpn: String,
}

/// An Ed25519 key as a certificate (RFC 7250, RFC 8410): this, then the 32 bytes.
const KEY_PREFIX: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0];

/// Takes the dialled peer and nobody else.
#[derive(Debug)]
struct Dialled {
    certificate: Vec<u8>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Dialled {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if end_entity.as_ref() == self.certificate {
            Ok(ServerCertVerified::assertion())
        } else {
            Err(CertificateError::UnknownIssuer.into())
        }
    }

    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _cert: &CertificateDer<'_>,
        _dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(CertificateError::BadSignature.into())
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let key = SubjectPublicKeyInfoDer::from(cert.as_ref());
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature_with_raw_key(message, &key, dss, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        vec![SignatureScheme::ED25519]
    }

    fn requires_raw_public_keys(&self) -> bool {
        true
    }
}

/// Promises a raw public key and has none.
#[derive(Debug)]
struct NoKey;

impl ResolvesClientCert for NoKey {
    fn resolve(
        &self,
        _root_hint_subjects: &[&[u8]],
        _sigschemes: &[SignatureScheme],
    ) -> Option<Arc<CertifiedKey>> {
        None
    }

    fn only_raw_public_keys(&self) -> bool {
        true
    }

    fn has_certs(&self) -> bool {
        true
    }
}

fn config(options: &Options) -> anyhow::Result<ClientConfig> {
    let provider = Arc::new(ring::default_provider());
    let certificate = [&KEY_PREFIX[..], &options.id[..]].concat();
    let mut tls = rustls::ClientConfig::builder_with_provider(provider.clone())
        .with_protocol_versions(&[&rustls::version::TLS13])?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Dialled { certificate, provider }))
        .with_client_cert_resolver(Arc::new(NoKey));
    tls.alpn_protocols = vec![options.alpn.clone().into_bytes()];
    Ok(ClientConfig::new(Arc::new(QuicClientConfig::try_from(tls)?)))
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    let endpoint = Endpoint::client((std::net::Ipv4Addr::UNSPECIFIED, 0).into())?;
    let connecting =
        endpoint.connect_with(config(&options)?, options.address, "keyless.invalid")?;
    // A client is done before the server has looked at its certificate.
    let end = match connecting.await {
        Ok(connection) => connection.closed().await,
        Err(error) => error,
    };
    let code: Option<u64> = match &end {
        ConnectionError::ConnectionClosed(close) => Some(close.error_code.into()),
        ConnectionError::ApplicationClosed(close) => Some(close.error_code.into()),
        ConnectionError::TransportError(error) => Some(error.code.into()),
        _ => None,
    };
    let (id, reason) = (hex::encode(&options.id), end.to_string());
    println!("{}", json!({ "event": "closed", "id": id, "code": code, "reason": reason }));
    Ok(())
}
