//! `huitou serve`: starts the server, its jobs and, on the first start, the accounts.

use std::net::SocketAddr;
use std::time::Duration;

use clap::Args;
use domain::wire::session::Role;
use tokio::net::TcpListener;

use crate::clock::Clock;
use crate::commands::{DataFolder, demo, user};
use crate::db::{FolderLock, Store, users};
use crate::failure::Failure;
use crate::state::{AppState, Settings};
use crate::{jobs, password, routes};

/// What `huitou serve` takes.
#[derive(Args)]
pub struct Serve {
    #[command(flatten)]
    folder: DataFolder,
    /// Where to listen; port 0 takes a free one.
    #[arg(
        long,
        value_name = "ADDRESS",
        env = "HUITOU_LISTEN",
        default_value = "127.0.0.1:8320"
    )]
    listen: SocketAddr,
    /// How people outside reach this server, as in `https://crm.example.com`; where it listens when left out.
    #[arg(long, value_name = "URL", env = "HUITOU_PUBLIC_URL")]
    public_url: Option<String>,
    /// Hand mail over here, as in `smtp://user:password@host:587?tls=required`; without it no mail leaves.
    #[arg(long, value_name = "URL", env = "HUITOU_SMTP")]
    smtp: Option<String>,
    /// The address that mail comes from.
    #[arg(long, value_name = "ADDRESS", env = "HUITOU_SMTP_FROM")]
    smtp_from: Option<String>,
    /// Make the demo shop and its account `demo` where they are absent.
    #[arg(long)]
    demo: bool,
    /// The owner's password on the first start, for tests; a random one is made and shown when left out.
    #[arg(
        long,
        value_name = "PASSWORD",
        env = "HUITOU_OWNER_PASSWORD",
        hide = true
    )]
    owner_password: Option<String>,
    /// The demo account's password on the first start, for tests.
    #[arg(
        long,
        value_name = "PASSWORD",
        env = "HUITOU_DEMO_PASSWORD",
        hide = true
    )]
    demo_password: Option<String>,
}

impl Serve {
    /// Serves until it is told to stop.
    pub fn run(self) -> Result<(), Failure> {
        tracing_subscriber::fmt()
            .with_env_filter(
                tracing_subscriber::EnvFilter::try_from_default_env()
                    .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info")),
            )
            .with_writer(std::io::stderr)
            .init();
        // Before anything is made: an address that is taken is no reason for a new data folder.
        let listener = std::net::TcpListener::bind(self.listen)
            .map_err(|why| Failure::Internal(format!("cannot listen on {}: {why}", self.listen)))?;
        listener.set_nonblocking(true)?;
        let _lock = FolderLock::take(&self.folder.data)?;
        let store = Store::open(&self.folder.data)?;
        jobs::import::close_interrupted(&store, &Clock::from_environment())?;
        self.make_accounts(&store)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()?;
        runtime.block_on(self.serve(store, listener))?;
        // Open event streams are no reason to go on.
        runtime.shutdown_timeout(Duration::from_secs(5));
        Ok(())
    }

    /// The owner's account where there is no user yet, and the demo shop with its account where asked for.
    fn make_accounts(&self, store: &Store) -> Result<(), Failure> {
        if store.read_now(users::count_users)? == 0 {
            self.make_account(store, "Owner", "owner", self.owner_password.as_deref())?;
        }
        if self.demo {
            demo::prepare(store, &Clock::from_environment())?;
            if store
                .read_now(|conn| users::find_sign_in(conn, "demo"))?
                .is_none()
            {
                self.make_account(store, "Demo", "demo", self.demo_password.as_deref())?;
            }
        }
        Ok(())
    }

    fn make_account(
        &self,
        store: &Store,
        name: &str,
        sign_in: &str,
        given: Option<&str>,
    ) -> Result<(), Failure> {
        let secret = match given {
            Some(secret) => secret.to_owned(),
            None => password::random_password()?,
        };
        let role = if sign_in == "owner" {
            Role::Owner
        } else {
            Role::Manager
        };
        user::add_user(store, name, sign_in, role, &secret)?;
        if given.is_none() {
            println!("  sign in as  {sign_in}   password  {secret}");
            println!(
                "  (shown once; another: huitou user password {sign_in} --data {})",
                self.folder.data.display()
            );
        }
        Ok(())
    }

    async fn serve(self, store: Store, listener: std::net::TcpListener) -> Result<(), Failure> {
        let listener = TcpListener::from_std(listener)?;
        let address = listener.local_addr()?;
        let public_url = self
            .public_url
            .map(|url| url.trim_end_matches('/').to_owned())
            .unwrap_or_else(|| format!("http://{address}"));
        let settings = Settings {
            public_url: public_url.clone(),
            smtp_url: self.smtp,
            smtp_from: self.smtp_from,
        };
        let state = AppState::new(store, Clock::from_environment(), settings);
        jobs::start(&state);
        println!("Huitou is at {public_url}");
        let stopped = asked_to_stop();
        let served = axum::serve(listener, routes::router(state)).into_future();
        tokio::select! {
            ended = served => Ok(ended?),
            () = stopped => {
                tracing::info!("stopping");
                Ok(())
            }
        }
    }
}

/// Waits for Ctrl-C or the system's request to end.
async fn asked_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut terminate) = signal(SignalKind::terminate()) else {
            let _ = interrupt.await;
            return;
        };
        tokio::select! {
            _ = interrupt => {}
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    {
        let _ = interrupt.await;
    }
}
