//! A device for the laboratory of namespaces: listens, dials, says hello to whoever comes, and prints what happens.
//!
//! `echo --secret N [--listen IP:PORT] [--port P] [--no-mdns] [--know N]… [--dial N@IP:PORT,…]… [--typed IP:PORT] --for SECONDS`; ends earlier on SIGTERM

use std::{net::SocketAddr, time::Duration};
use weft_ids::EndpointId;
use weft_net::{Net, NetConfig, NetEvent};

fn values(name: &str) -> Vec<String> {
    let arguments: Vec<String> = std::env::args().collect();
    arguments
        .iter()
        .zip(arguments.iter().skip(1))
        .filter(|(key, _)| *key == name)
        .map(|(_, v)| v.clone())
        .collect()
}

fn value<T: std::str::FromStr>(name: &str) -> Option<T> {
    values(name).first().and_then(|text| text.parse().ok())
}

fn endpoint(n: &str) -> EndpointId {
    let n: u8 = n.parse().expect("the number of a device");
    EndpointId(*iroh::SecretKey::from_bytes(&[n; 32]).public().as_bytes())
}

fn begin(net: &Net) {
    let known: Vec<EndpointId> = values("--know").iter().map(|n| endpoint(n)).collect();
    net.set_known(known.clone());
    for dial in values("--dial") {
        let (n, at) = dial.split_once('@').expect("N@IP:PORT");
        net.dial(endpoint(n), at.split(',').map(|at| at.parse().expect("IP:PORT")).collect());
    }
    if let Some(address) = value::<SocketAddr>("--typed") {
        net.dial_typed(address, known);
    }
}

fn react(net: &Net, event: NetEvent) {
    let said = match event {
        NetEvent::Connected { session, inbound: false, .. } => net.send(session, b"hello".to_vec()),
        NetEvent::Frame { session, bytes } if bytes == b"hello" => {
            net.send(session, b"hello to you".to_vec())
        }
        NetEvent::Found { endpoint, addresses } => {
            net.dial(endpoint, addresses);
            Ok(())
        }
        _ => Ok(()),
    };
    if let Err(error) = said {
        println!("could not say it: {error}");
    }
}

/// Waits for the laboratory to say that it has seen enough.
async fn told_to_stop() {
    #[cfg(unix)]
    if let Ok(mut stop) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        stop.recv().await;
        return;
    }
    std::future::pending::<()>().await;
}

#[tokio::main]
async fn main() {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    let config = NetConfig {
        secret: [value("--secret").expect("--secret N"); 32],
        listen: value("--listen"),
        port: value("--port").unwrap_or(47_700),
        mdns: !std::env::args().any(|argument| argument == "--no-mdns"),
    };
    let (net, mut events) = weft_net::start(config).await.expect("the network starts");
    println!("I am {}", net.endpoint());
    begin(&net);
    let end = tokio::time::sleep(Duration::from_secs(value("--for").unwrap_or(5)));
    tokio::pin!(end);
    loop {
        let event = tokio::select! {
            event = events.recv() => event,
            () = &mut end => None,
            () = told_to_stop() => None,
        };
        let Some(event) = event else { break };
        match &event {
            NetEvent::Frame { session, bytes } => {
                println!("Frame {session} {}", String::from_utf8_lossy(bytes))
            }
            other => println!("{other:?}"),
        }
        react(&net, event);
    }
    net.shutdown().await;
    println!("done");
}
